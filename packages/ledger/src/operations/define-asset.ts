/** defineAsset: a new asset, issued by the source; none of it exists yet. */
import { limits, type OperationOf, type Status, stateKey } from '@trellis/protocol';
import type { Overlay } from '../state/state.ts';

export function defineAsset(
  state: Overlay,
  { source, asset, decimals, name }: OperationOf<'defineAsset'>,
): Status {
  if (decimals > limits.assetDecimalsMax) return 'invalid_decimals';
  if (state.get(stateKey.asset(asset)) !== undefined) return 'asset_exists';

  state.set(stateKey.asset(asset), { asset, issuer: source, decimals, name, supply: 0n });
  return 'success';
}
