/** Sentences about operations and actions as text. */
import { formatAmount } from '@trellis/client';
import { type Address, formatAddress } from '@trellis/crypto';
import {
  type AssetCode,
  type AssetRecord,
  type AssetRules,
  aliasText,
  type Noun,
  type Policy,
  policySentence,
  rulesSentence,
  type Sentence,
} from '@trellis/protocol';
import { showTimestamp } from './timestamp-text.ts';

/** What nouns are called, as far as it is known. */
export interface NounNames {
  nameOf(account: Address): string;
  decimalsOf(asset: AssetCode): number | undefined;
}

export function sentenceText(sentence: Sentence, names: NounNames): string {
  return sentence.map((part) => (typeof part === 'string' ? part : nounText(part, names))).join('');
}

/** The keys of a policy in words. */
export function describeKeys(policy: Policy): string {
  return sentenceText(policySentence(policy), noNames);
}

/** The rules of an asset in words. */
export function describeRules(
  { asset, decimals }: Pick<AssetRecord, 'asset' | 'decimals'>,
  rules: AssetRules,
): string {
  return sentenceText(rulesSentence(asset, rules), { ...noNames, decimalsOf: () => decimals });
}

const noNames: NounNames = { nameOf: formatAddress, decimalsOf: () => undefined };

function nounText(noun: Noun, { nameOf, decimalsOf }: NounNames): string {
  switch (noun.type) {
    case 'account':
      return nameOf(noun.account);
    case 'key':
      return formatAddress(noun.key);
    case 'units': {
      const decimals = decimalsOf(noun.asset);
      return decimals === undefined
        ? `${noun.amount} smallest units of ${noun.asset}`
        : `${formatAmount(noun.amount, decimals)} ${noun.asset}`;
    }
    case 'moreUnits':
      return formatAmount(noun.amount, decimalsOf(noun.asset) ?? 0);
    case 'asset':
      return noun.asset;
    case 'hold':
      return noun.hold;
    case 'alias':
      return aliasText(noun.alias);
    case 'mandate':
      return noun.mandate;
    case 'proposal':
      return `${noun.proposal}`;
    case 'time':
      return showTimestamp(noun.time);
    case 'hex':
      return noun.hex;
  }
}
