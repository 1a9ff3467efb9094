/** Operations in words. */

import { formatAmount } from '@trellis/client';
import { formatAddress } from '@trellis/crypto';
import type { AssetCode, Operation } from '@trellis/protocol';

/** `decimals` are those of the assets involved, as far as they are known. */
export function describeOperation(
  operation: Operation,
  decimals: ReadonlyMap<AssetCode, number>,
): string {
  const amountOf = (amount: bigint, asset: AssetCode): string => {
    const digits = decimals.get(asset);
    return digits === undefined
      ? `${amount} smallest units of ${asset}`
      : `${formatAmount(amount, digits)} ${asset}`;
  };
  const source = formatAddress(operation.source);
  switch (operation.type) {
    case 'transfer':
      return `pay ${amountOf(operation.amount, operation.asset)} from ${source} to ${formatAddress(operation.to)}`;
    case 'mint':
      return `mint ${amountOf(operation.amount, operation.asset)} for ${formatAddress(operation.to)}, by ${source}`;
    case 'burn':
      return `burn ${amountOf(operation.amount, operation.asset)} of ${source}`;
    case 'defineAsset':
      return `define ${operation.asset} (${operation.name}, ${operation.decimals} decimals), issued by ${source}`;
    case 'createAccount':
      return `create an account for ${operation.policy.keys.length} key(s), threshold ${operation.policy.threshold}, by ${source}`;
    case 'setPolicy':
      return `give ${source} ${operation.policy.keys.length} key(s), threshold ${operation.policy.threshold}`;
  }
}
