/** The asset that testnets are loaded with; their treasury issues it. */
import type { AssetCode } from '@trellis/protocol';

export const euro = 'EUR' as AssetCode;
