/** Operations by which the issuer of an asset controls those who hold it. */
import type { Address } from '@trellis/crypto';
import { assetRulesCodec, clawbackReasonCodec } from './asset-rules.ts';
import { addressCodec } from './codec-basic.ts';
import { optional } from './codec-composite.ts';
import { clawedBack } from './movement.ts';
import { operation } from './operation-definition.ts';
import { type AssetCode, amountCodec, assetCodeCodec } from './scalars.ts';
import { account, rulesSentence, type Sentence, sentence, units } from './sentence.ts';
import type { WordsOf } from './words.ts';

const freezeFields = {
  source: addressCodec,
  asset: assetCodeCodec,
  account: optional(addressCodec),
};

const listFields = { source: addressCodec, asset: assetCodeCodec, account: addressCodec };

export const assetControlOperations = {
  /** The issuer changes or locks what it may do to holders; what is locked stays as it is. */
  setAssetRules: operation(
    60,
    { source: addressCodec, asset: assetCodeCodec, rules: assetRulesCodec },
    { role: 'issuer', limitedTo: 'ownAsset', affects: () => [], moves: null },
  ),
  /** The issuer freezes what an account has of its asset; `null`: all of it, whoever has it. */
  freeze: operation(61, freezeFields, {
    role: 'issuer',
    limitedTo: 'ownAsset',
    affects: ({ account: whose }) => (whose === null ? [] : [whose]),
    moves: null,
  }),
  /** Ends a freeze; `null`: that of the whole asset, and not those of accounts. */
  unfreeze: operation(62, freezeFields, {
    role: 'issuer',
    limitedTo: 'ownAsset',
    affects: ({ account: whose }) => (whose === null ? [] : [whose]),
    moves: null,
  }),
  /** The issuer takes units of its asset from `from` into its own account. */
  clawback: operation(
    63,
    {
      source: addressCodec,
      from: addressCodec,
      asset: assetCodeCodec,
      amount: amountCodec,
      reason: clawbackReasonCodec,
    },
    {
      role: 'issuer',
      limitedTo: 'ownAsset',
      affects: ({ from }) => [from],
      moves: ({ source, ...rest }) => [clawedBack({ to: source, ...rest })],
    },
  ),
  /** The issuer puts an account on the allow-list of its asset. */
  allowHolder: operation(64, listFields, {
    role: 'issuer',
    limitedTo: 'ownAsset',
    affects: ({ account: whose }) => [whose],
    moves: null,
  }),
  /** The issuer takes an account off the allow-list; what it holds stays where it is. */
  disallowHolder: operation(65, listFields, {
    role: 'issuer',
    limitedTo: 'ownAsset',
    affects: ({ account: whose }) => [whose],
    moves: null,
  }),
};

export const assetControlWords: WordsOf<typeof assetControlOperations> = {
  setAssetRules: {
    label: 'set asset rules',
    sentence: ({ source, asset, rules }) =>
      sentence`give ${{ type: 'asset', asset }} the rules ${rulesSentence(asset, rules)}, by ${account(source)}`,
  },
  freeze: {
    label: 'freeze',
    sentence: ({ source, ...what }) => sentence`freeze ${frozen(what)}, by ${account(source)}`,
  },
  unfreeze: {
    label: 'unfreeze',
    sentence: ({ source, ...what }) => sentence`unfreeze ${frozen(what)}, by ${account(source)}`,
  },
  clawback: {
    label: 'clawback',
    sentence: ({ source, from, reason, ...taken }) =>
      sentence`take ${units(taken)} back from ${account(from)} (${reason}), by ${account(source)}`,
  },
  allowHolder: {
    label: 'allow holder',
    sentence: ({ source, asset, account: whose }) =>
      sentence`let ${account(whose)} hold ${{ type: 'asset', asset }}, by ${account(source)}`,
  },
  disallowHolder: {
    label: 'disallow holder',
    sentence: ({ source, asset, account: whose }) =>
      sentence`let ${account(whose)} no longer hold ${{ type: 'asset', asset }}, by ${account(source)}`,
  },
};

function frozen(what: { readonly asset: AssetCode; readonly account: Address | null }): Sentence {
  const asset = { type: 'asset', asset: what.asset } as const;
  return what.account === null
    ? sentence`all ${asset}`
    : sentence`the ${asset} of ${account(what.account)}`;
}
