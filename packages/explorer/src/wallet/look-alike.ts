/** Addresses that could be taken for one another, as people compare their two ends. */
import { addressPrefix } from '@trellis/crypto';

/** Characters that people look at, behind the prefix and at the end; whoever makes an address to deceive matches these. */
const seenAtEnds = 3;

/** Of a pair that differs in so few places, one is a slip of the other. */
const differencesMax = 3;

/** Which of the known addresses this one could be taken for, though it is none of them. */
export function looksLike(text: string, known: readonly string[]): string | undefined {
  if (known.includes(text)) return undefined;
  return known.find((other) => isAlike(text, other));
}

function isAlike(text: string, other: string): boolean {
  const [a, b] = [text, other].map((one) => one.slice(addressPrefix.length + 1));
  if (a === undefined || b === undefined) return false;
  const endsMatch =
    a.slice(0, seenAtEnds) === b.slice(0, seenAtEnds) &&
    a.slice(-seenAtEnds) === b.slice(-seenAtEnds);
  const differences = [...a].filter((character, index) => character !== b[index]).length;
  return endsMatch || (a.length === b.length && differences <= differencesMax);
}
