/** Operations by which the issuer of an asset controls those who hold it. */
import { assetRulesCodec, clawbackReasonCodec } from './asset-rules.ts';
import { addressCodec } from './codec-basic.ts';
import { optional } from './codec-composite.ts';
import { clawedBack } from './movement.ts';
import { type OperationFacts, type OperationParts, operation } from './operation-definition.ts';
import { amountCodec, assetCodeCodec } from './scalars.ts';
import { account, rulesSentence, sentence, units } from './sentence.ts';

const freezeFields = {
  source: addressCodec,
  asset: assetCodeCodec,
  account: optional(addressCodec),
};

/** `freeze`, or what ends it. */
const freezing = (verb: 'freeze' | 'unfreeze') =>
  ({
    label: verb,
    sentence({ source, asset: code, account: whose }) {
      const asset = { type: 'asset', asset: code } as const;
      return whose === null
        ? sentence`${verb} all ${asset}, by ${account(source)}`
        : sentence`${verb} the ${asset} of ${account(whose)}, by ${account(source)}`;
    },
    role: 'issuer',
    limitedTo: 'ownAsset',
    affects: ({ account: whose }) => (whose === null ? [] : [whose]),
    moves: null,
  }) satisfies OperationFacts<OperationParts<typeof freezeFields>> & { moves: null };

const listFields = { source: addressCodec, asset: assetCodeCodec, account: addressCodec };

const listing = (label: string, change: string) =>
  ({
    label,
    sentence: ({ source, asset, account: whose }) =>
      sentence`let ${account(whose)} ${change} ${{ type: 'asset', asset }}, by ${account(source)}`,
    role: 'issuer',
    limitedTo: 'ownAsset',
    affects: ({ account: whose }) => [whose],
    moves: null,
  }) satisfies OperationFacts<OperationParts<typeof listFields>> & { moves: null };

export const assetControlOperations = {
  /** The issuer changes or locks what it may do to holders; what is locked stays as it is. */
  setAssetRules: operation(
    60,
    { source: addressCodec, asset: assetCodeCodec, rules: assetRulesCodec },
    {
      label: 'set asset rules',
      sentence: ({ source, asset, rules }) =>
        sentence`give ${{ type: 'asset', asset }} the rules ${rulesSentence(asset, rules)}, by ${account(source)}`,
      role: 'issuer',
      limitedTo: 'ownAsset',
      affects: () => [],
      moves: null,
    },
  ),
  /** The issuer freezes what an account has of its asset; `null`: all of it, whoever has it. */
  freeze: operation(61, freezeFields, freezing('freeze')),
  /** Ends a freeze; `null`: that of the whole asset, and not those of accounts. */
  unfreeze: operation(62, freezeFields, freezing('unfreeze')),
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
      label: 'clawback',
      sentence: ({ source, from, reason, ...taken }) =>
        sentence`take ${units(taken)} back from ${account(from)} (${reason}), by ${account(source)}`,
      role: 'issuer',
      limitedTo: 'ownAsset',
      affects: ({ from }) => [from],
      moves: ({ source, ...rest }) => [clawedBack({ to: source, ...rest })],
    },
  ),
  /** The issuer puts an account on the allow-list of its asset. */
  allowHolder: operation(64, listFields, listing('allow holder', 'hold')),
  /** The issuer takes an account off the allow-list; what it holds stays where it is. */
  disallowHolder: operation(65, listFields, listing('disallow holder', 'no longer hold')),
};
