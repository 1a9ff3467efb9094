/** Operations that define assets, and make and destroy units of them. */

import { addressCodec, foreignText, uint8 } from './codec-basic.ts';
import { optional } from './codec-composite.ts';
import { visibleText } from './foreign-text.ts';
import { limits } from './limits.ts';
import { burnt, minted } from './movement.ts';
import { operation } from './operation-definition.ts';
import { amountCodec, assetCodeCodec } from './scalars.ts';
import { account, sentence, units } from './sentence.ts';
import { plainSince } from './version-rules.ts';
import type { WordsOf } from './words.ts';

/** 1 to 64 bytes of text without control characters. */
const assetNameCodec = plainSince(
  'plainText',
  foreignText(
    limits.assetNameBytesMax,
    'a name of 1 to 64 bytes without control characters',
    (value) => /^\P{Cc}+$/u.test(value),
  ),
);

export const assetOperations = {
  /** Defines an asset with the source as its issuer. Amounts count units of 10^-decimals. */
  defineAsset: operation(
    3,
    { source: addressCodec, asset: assetCodeCodec, decimals: uint8, name: assetNameCodec },
    {
      role: 'issuer',
      affects: () => [],
      moves: null,
    },
  ),
  /** The issuer creates units and gives them to `to`. */
  mint: operation(
    4,
    { source: addressCodec, to: addressCodec, asset: assetCodeCodec, amount: amountCodec },
    {
      role: 'issuer',
      limitedTo: 'ownAsset',
      affects: ({ to }) => [to],
      moves: (made) => [minted(made)],
    },
  ),
  /** A holder destroys units of its own. */
  burn: operation(
    5,
    { source: addressCodec, asset: assetCodeCodec, amount: amountCodec },
    {
      role: 'participant',
      affects: () => [],
      moves: ({ source, ...rest }) => [burnt({ from: source, ...rest })],
    },
  ),
  /** The issuer says who else can read what is sealed in payments of its asset; `null`: nobody. */
  setAuditor: operation(
    83,
    { source: addressCodec, asset: assetCodeCodec, auditor: optional(addressCodec) },
    {
      role: 'issuer',
      limitedTo: 'ownAsset',
      affects: () => [],
      moves: null,
    },
  ),
};

export const assetWords: WordsOf<typeof assetOperations> = {
  defineAsset: {
    label: 'define asset',
    sentence: ({ source, asset, decimals, name }) =>
      sentence`define ${{ type: 'asset', asset }} (${visibleText(name)}, ${decimals} decimals), issued by ${account(source)}`,
  },
  mint: {
    label: 'mint',
    sentence: ({ source, to, ...made }) =>
      sentence`mint ${units(made)} for ${account(to)}, by ${account(source)}`,
  },
  burn: {
    label: 'burn',
    sentence: ({ source, ...gone }) => sentence`burn ${units(gone)} of ${account(source)}`,
  },
  setAuditor: {
    label: 'set auditor',
    sentence: ({ source, asset: code, auditor }) => {
      const asset = { type: 'asset', asset: code } as const;
      return auditor === null
        ? sentence`let ${asset} have no auditor, by ${account(source)}`
        : sentence`let ${account(auditor)} read what is sealed in payments of ${asset}, by ${account(source)}`;
    },
  },
};
