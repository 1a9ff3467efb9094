/** What accounts are called: their names and identifiers, confirmed by a directory. */
import type { Address } from '@trellis/crypto';
import type { Alias, OperationOf } from '@trellis/protocol';

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
export function setAlias(
  directory: Address,
  { account, alias }: AliasChange,
): OperationOf<'setAlias'> {
  return { type: 'setAlias', source: directory, account, alias };
}

/**
 * Takes an alias from an account; `by` is the account itself or a directory.
 *
 * @example
 * const operation = removeAlias(from, { account: to, alias });
 */
export function removeAlias(
  by: Address,
  { account, alias }: AliasChange,
): OperationOf<'removeAlias'> {
  return { type: 'removeAlias', source: by, account, alias };
}
