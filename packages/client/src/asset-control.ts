/** What the issuer of an asset can do to those who hold it, as far as the rules of the asset let it. */
import type { Address } from '@trellis/crypto';
import type { AssetCode, AssetRules, ClawbackReason, OperationOf } from '@trellis/protocol';

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
  const { issuer, ...rest } = change;
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
export function freeze({ issuer, ...rest }: FreezeTarget): OperationOf<'freeze'> {
  return { type: 'freeze', source: issuer, ...rest };
}

/**
 * Ends a freeze: that of an account, or that of the whole asset.
 *
 * @example
 * const operation = unfreeze({ issuer: from, asset, account: to });
 */
export function unfreeze({ issuer, ...rest }: FreezeTarget): OperationOf<'unfreeze'> {
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
  const { issuer, ...rest } = units;
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
export function allowHolder({ issuer, ...rest }: ListedHolder): OperationOf<'allowHolder'> {
  return { type: 'allowHolder', source: issuer, ...rest };
}

/**
 * Takes an account off the allow-list of an asset; what it holds stays where it is.
 *
 * @example
 * const operation = disallowHolder({ issuer: from, asset, account: to });
 */
export function disallowHolder({ issuer, ...rest }: ListedHolder): OperationOf<'disallowHolder'> {
  return { type: 'disallowHolder', source: issuer, ...rest };
}
