/** What the state holds about an asset; what its issuer may do to its holders is in `asset-rules.ts`. */
import type { ValueOf } from './codec.ts';
import { addressCodec, foreignText, uint8 } from './codec-basic.ts';
import { container } from './codec-composite.ts';
import { limits } from './limits.ts';
import { amountCodec, assetCodeCodec } from './scalars.ts';

/** `supply` is the sum of all balances and holds. */
export const assetRecordCodec = container({
  asset: assetCodeCodec,
  issuer: addressCodec,
  decimals: uint8,
  name: foreignText(limits.assetNameBytesMax, 'a name', (value) => value.length > 0),
  supply: amountCodec,
});

export type AssetRecord = ValueOf<typeof assetRecordCodec>;
