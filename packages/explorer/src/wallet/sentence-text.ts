/** Sentences as text, addresses whole: whoever signs has to be able to compare them. */
import { formatAddress } from '@trellis/crypto';
import {
  type AssetCode,
  aliasText,
  type Noun,
  type Sentence,
  visibleText,
} from '@trellis/protocol';
import { amountText, timeText } from '../page/format.ts';
import { t } from '../page/language.ts';

export type Decimals = ReadonlyMap<AssetCode, number>;

export function sentenceText(sentence: Sentence, decimals: Decimals): string {
  return sentence
    .map((part) => (typeof part === 'string' ? visibleText(part) : nounText(part, decimals)))
    .join('');
}

/** An amount with its asset; in smallest units where the decimals are not known. */
export function unitsText(amount: bigint, asset: AssetCode, decimals: Decimals): string {
  const known = decimals.get(asset);
  return known === undefined
    ? t('{0} smallest units of {1}', amount, asset)
    : `${amountText(amount, known)} ${asset}`;
}

function nounText(noun: Noun, decimals: Decimals): string {
  switch (noun.type) {
    case 'account':
      return formatAddress(noun.account);
    case 'key':
      return formatAddress(noun.key);
    case 'units':
      return unitsText(noun.amount, noun.asset, decimals);
    case 'moreUnits':
      return amountText(noun.amount, decimals.get(noun.asset) ?? 0);
    case 'asset':
      return noun.asset;
    case 'hold':
      return noun.hold;
    case 'mandate':
      return noun.mandate;
    case 'proposal':
      return `${noun.proposal}`;
    case 'alias':
      return aliasText(noun.alias);
    case 'time':
      return timeText(noun.time);
    case 'hex':
      return noun.hex;
  }
}
