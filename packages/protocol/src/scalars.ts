/** Codecs of the small types that many nouns share: chain ids, heights, schemes, asset codes, amounts. */
import { type SchemeName, schemeNames, schemes } from '@trellis/crypto';
import type { Codec } from './codec.ts';
import { byteList, refined, tag, text, uint32, uint64, uint128 } from './codec-basic.ts';
import type { Feature } from './features.ts';
import type { Height, Round } from './height.ts';
import { limits } from './limits.ts';
import { namesSince } from './version-rules.ts';

declare const chainIdBrand: unique symbol;
declare const assetCodeBrand: unique symbol;

/** Name of a chain; begins every signed message, so that nothing signed for one chain counts on another. */
export type ChainId = string & { readonly [chainIdBrand]: true };

/** Short name of an asset, unique on a chain, such as `EUR`. */
export type AssetCode = string & { readonly [assetCodeBrand]: true };

/** Whether `value` can be a chain id: 3 to 32 of a-z, 0-9 and `-`, beginning with a letter. */
export function isChainId(value: string): value is ChainId {
  return /^[a-z][a-z0-9-]{2,31}$/.test(value);
}

/** What asset codes look like, for whoever wrote another. */
export const assetCodeForm = `1 to ${limits.assetCodeBytesMax} of A-Z, 0-9 and ., beginning with a letter`;
const assetCodePattern = new RegExp(`^[A-Z][A-Z0-9.]{0,${limits.assetCodeBytesMax - 1}}$`);

/** Whether `value` can be an asset code. */
export function isAssetCode(value: string): value is AssetCode {
  return assetCodePattern.test(value);
}

export const chainIdCodec = text(
  limits.chainIdBytesMax,
  'a chain id: 3 to 32 of a-z, 0-9 and -, beginning with a letter',
  isChainId,
);

export const assetCodeCodec = text(
  limits.assetCodeBytesMax,
  `an asset code: ${assetCodeForm}`,
  isAssetCode,
);

export const heightCodec: Codec<Height> = refined(
  uint64,
  'a height',
  (value): value is Height => value >= 0n,
);

export const roundCodec: Codec<Round> = refined(
  uint32,
  `a round from 0 to ${limits.roundMax}`,
  (value): value is Round => value <= limits.roundMax,
);

/** Milliseconds since 1970-01-01T00:00:00Z. A schema of its own tells times from other numbers. */
export const timeCodec: Codec<bigint> = {
  ...uint64,
  schema: { ...uint64.schema, description: 'milliseconds since 1970-01-01T00:00:00Z, in decimal' },
};

/** An amount in the smallest unit of its asset. */
export const amountCodec: Codec<bigint> = uint128;

/** Largest amount, supply and balance. */
export const amountMax = 2n ** 128n - 1n;

/** Schemes that not all versions of the protocol have. */
const schemeFeatures: Readonly<Partial<Record<SchemeName, Feature>>> = {};

export const schemeCodec: Codec<SchemeName> = namesSince(
  tag(
    Object.fromEntries(schemeNames.map((name) => [name, schemes[name].id])) as Record<
      SchemeName,
      number
    >,
  ),
  schemeFeatures,
);

const largest = (size: 'publicKeyBytes' | 'signatureBytes'): number =>
  Math.max(...schemeNames.map((name) => schemes[name][size]));

/** A signature of any scheme; its length is checked against the scheme when it is verified. */
export const signatureCodec: Codec<Uint8Array> = byteList(largest('signatureBytes'));

/** A public key of any scheme. */
export const publicKeyCodec: Codec<Uint8Array> = byteList(largest('publicKeyBytes'));
