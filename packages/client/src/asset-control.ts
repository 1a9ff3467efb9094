/** What the issuer of an asset can do to those who hold it, as far as the rules of the asset let it. */
import type { Address } from '@trellis/crypto';
import type { AssetCode, AssetRules, ClawbackReason, OperationOf } from '@trellis/protocol';
import { givenObject } from './given.ts';

/**
 * Gives an asset its rules, all of them at once; locked ones must be as they are.
 *
 * @example
 * const { value } = await getAssetRules(light, asset);
 * const operation = setAssetRules({ issuer: from, asset, rules: value });
 */
export function setAssetRules(change: {
  readonly issuer: Address;
  readonly asset: AssetCode;
  readonly rules: AssetRules;
}): OperationOf<'setAssetRules'> {
  const { issuer, ...rest } = givenObject(change, 'the parts of an operation');
  return { type: 'setAssetRules', source: issuer, ...rest };
}

/** Which account to freeze or unfreeze for an asset; `account` is `null` for the whole asset. */
export interface FreezeTarget {
  readonly issuer: Address;
  readonly asset: AssetCode;
  readonly account: Address | null;
}

/**
 * Stops an account, or everybody, from sending and receiving an asset.
 *
 * @example
 * const operation = freeze({ issuer: from, asset, account: to });
 */
export function freeze(target: FreezeTarget): OperationOf<'freeze'> {
  const { issuer, ...rest } = givenObject(target, 'the parts of an operation');
  return { type: 'freeze', source: issuer, ...rest };
}

/**
 * Ends a freeze: that of an account, or that of the whole asset.
 *
 * @example
 * const operation = unfreeze({ issuer: from, asset, account: to });
 */
export function unfreeze(target: FreezeTarget): OperationOf<'unfreeze'> {
  const { issuer, ...rest } = givenObject(target, 'the parts of an operation');
  return { type: 'unfreeze', source: issuer, ...rest };
}

/**
 * Takes units of an asset back to its issuer, with the reason for the record.
 *
 * @example
 * const operation = clawback({ issuer: from, from: to, asset, amount: 5n, reason: 'courtOrder' });
 */
export function clawback(units: {
  readonly issuer: Address;
  readonly from: Address;
  readonly asset: AssetCode;
  readonly amount: bigint;
  readonly reason: ClawbackReason;
}): OperationOf<'clawback'> {
  const { issuer, ...rest } = givenObject(units, 'the parts of an operation');
  return { type: 'clawback', source: issuer, ...rest };
}

/** An account on, or to be taken off, the allow-list of an asset. */
export interface ListedHolder {
  readonly issuer: Address;
  readonly asset: AssetCode;
  readonly account: Address;
}

/**
 * Puts an account on the allow-list of an asset.
 *
 * @example
 * const operation = allowHolder({ issuer: from, asset, account: to });
 */
export function allowHolder(target: ListedHolder): OperationOf<'allowHolder'> {
  const { issuer, ...rest } = givenObject(target, 'the parts of an operation');
  return { type: 'allowHolder', source: issuer, ...rest };
}

/**
 * Takes an account off the allow-list of an asset; what it holds stays where it is.
 *
 * @example
 * const operation = disallowHolder({ issuer: from, asset, account: to });
 */
export function disallowHolder(target: ListedHolder): OperationOf<'disallowHolder'> {
  const { issuer, ...rest } = givenObject(target, 'the parts of an operation');
  return { type: 'disallowHolder', source: issuer, ...rest };
}
