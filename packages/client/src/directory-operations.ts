/** What accounts are called: their names and identifiers, confirmed by a directory. */
import type { Address } from '@trellis/crypto';
import type { Alias, OperationOf } from '@trellis/protocol';
import { givenObject } from './given.ts';

interface AliasChange {
  readonly account: Address;
  readonly alias: Alias;
}

/**
 * Confirms that an alias is an account's; the account has to sign as well.
 *
 * @example
 * const operation = setAlias(from, { account: to, alias });
 */
export function setAlias(directory: Address, change: AliasChange): OperationOf<'setAlias'> {
  const { account, alias } = givenObject(change, 'the parts of an operation');
  return { type: 'setAlias', source: directory, account, alias };
}

/**
 * Takes an alias from an account; `by` is the account itself or a directory.
 *
 * @example
 * const operation = removeAlias(from, { account: to, alias });
 */
export function removeAlias(by: Address, change: AliasChange): OperationOf<'removeAlias'> {
  const { account, alias } = givenObject(change, 'the parts of an operation');
  return { type: 'removeAlias', source: by, account, alias };
}
