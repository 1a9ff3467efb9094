/**
 * Sentences about operations and actions: words, and between them the nouns that they are about. The
 * command line shows a noun as text, the explorer as a link, and so neither has sentences of its own.
 */
import type { Address, Hash } from '@trellis/crypto';
import type { Alias } from './alias.ts';
import { type AssetRules, assetRuleNames } from './asset-rules.ts';
import type { Policy } from './policy.ts';
import type { AssetCode } from './scalars.ts';

/** What a sentence can be about. */
export type Noun =
  | { readonly type: 'account'; readonly account: Address }
  /** A key by its address; a key is no account. */
  | { readonly type: 'key'; readonly key: Address }
  /** Units with the code of their asset. */
  | { readonly type: 'units'; readonly asset: AssetCode; readonly amount: bigint }
  /** Units after others of the same asset, so without its code. */
  | { readonly type: 'moreUnits'; readonly asset: AssetCode; readonly amount: bigint }
  | { readonly type: 'asset'; readonly asset: AssetCode }
  | { readonly type: 'hold'; readonly hold: Hash }
  | { readonly type: 'mandate'; readonly mandate: Hash }
  | { readonly type: 'proposal'; readonly proposal: number }
  | { readonly type: 'alias'; readonly alias: Alias }
  /** Milliseconds since 1970. */
  | { readonly type: 'time'; readonly time: bigint }
  /** Bytes as hexadecimal digits. */
  | { readonly type: 'hex'; readonly hex: string };

/** Without a capital and a full stop, so that it can stand in a list or after a colon. */
export type Sentence = readonly (string | Noun)[];

/** The sentence in a template literal: sentence`pay ${units(…)} to ${account(to)}`. */
export function sentence(
  words: TemplateStringsArray,
  ...parts: readonly (string | number | bigint | Noun | Sentence)[]
): Sentence {
  return words.flatMap((text, index): Sentence => {
    const part = parts[index];
    const after = typeof part === 'number' || typeof part === 'bigint' ? `${part}` : (part ?? []);
    return [text, ...(isSentence(after) ? after : [after])].filter((one) => one !== '');
  });
}

// `Array.isArray` does not narrow to a read-only array.
function isSentence(part: string | Noun | Sentence): part is Sentence {
  return Array.isArray(part);
}

/** Sentences one after another, with a text between each two. */
export function joinSentences(sentences: readonly Sentence[], between: string): Sentence {
  return sentences.flatMap((one, index) => (index === 0 ? one : [between, ...one]));
}

export const account = (address: Address): Noun => ({ type: 'account', account: address });

export const units = ({
  asset,
  amount,
}: {
  readonly asset: AssetCode;
  readonly amount: bigint;
}): Noun => ({ type: 'units', asset, amount });

/** The keys of a policy, each as `scheme/address:weight`. */
export function policySentence({ keys, threshold, postQuantumWeight }: Policy): Sentence {
  const [only] = keys;
  const named = keys.map(
    ({ scheme, address, weight }): Sentence =>
      sentence`${scheme}/${{ type: 'key', key: address }}${keys.length === 1 && weight === 1 ? '' : `:${weight}`}`,
  );
  if (keys.length === 1 && only !== undefined) return ['the key ', ...(named[0] ?? [])];
  const quota = postQuantumWeight > 0 ? `, ${postQuantumWeight} of it post-quantum` : '';
  return sentence`the keys ${joinSentences(named, ', ')} with threshold ${threshold}${quota}`;
}

/** The rules of an asset, one after another, each with whether it is locked. */
export function rulesSentence(asset: AssetCode, { locked, ...rules }: AssetRules): Sentence {
  const { supplyMax } = rules;
  const values = {
    ...rules,
    supplyMax: supplyMax === null ? 'none' : units({ asset, amount: supplyMax }),
  };
  return joinSentences(
    assetRuleNames.map(
      (name) => sentence`${name}=${values[name]}${locked.includes(name) ? ' (locked)' : ''}`,
    ),
    ', ',
  );
}
