/**
 * What is wrong with the text of an address, and where, as far as its checksum can tell: that of bech32m finds one wrong
 * character for certain (BIP 173 §Checksum design). Only the place is told: whoever typed it has to look there himself,
 * as a correction that is wrong would pay somebody else.
 */
import { addressPrefix, formatAddress, parseAddress } from './address.ts';

const start = `${addressPrefix}1`;
const alphabet = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const length = formatAddress('0'.repeat(64) as Parameters<typeof formatAddress>[0]).length;

/** A clause, for a text that `parseAddress` does not take; positions are from 1 on. */
export function addressProblem(text: string): string {
  if (!text.startsWith(start)) return `it does not begin with "${start}"`;
  if (text !== text.toLowerCase()) return 'it has capital letters';
  const foreign = [...text].findIndex(
    (character, index) => index >= start.length && !alphabet.includes(character),
  );
  if (foreign !== -1) {
    return `no address has its character ${foreign + 1}, "${[...text][foreign]}"`;
  }
  const change = text.length - length;
  if (Math.abs(change) > 1) return `it has ${text.length} characters instead of ${length}`;
  if (change === 1) return tooLong(text);
  if (change === -1) return tooShort(text);
  return sameLength(text);
}

const positions = (text: string): readonly number[] =>
  Array.from({ length: text.length - start.length }, (_, index) => start.length + index);

const isAddress = (text: string): boolean => parseAddress(text) !== undefined;

function tooLong(text: string): string {
  const extra = positions(text).find((at) => isAddress(text.slice(0, at) + text.slice(at + 1)));
  return extra === undefined
    ? `it has ${text.length} characters instead of ${length}`
    : `its character ${extra + 1} is too many`;
}

function tooShort(text: string): string {
  const missing = [...positions(text), text.length].find((at) =>
    [...alphabet].some((one) => isAddress(text.slice(0, at) + one + text.slice(at))),
  );
  return missing === undefined
    ? `it has ${text.length} characters instead of ${length}`
    : `a character is missing after its character ${missing}`;
}

function sameLength(text: string): string {
  const wrong = positions(text).find((at) =>
    [...alphabet].some((one) => isAddress(text.slice(0, at) + one + text.slice(at + 1))),
  );
  if (wrong !== undefined) return `its character ${wrong + 1}, "${text[wrong]}", is wrong`;
  const swapped = positions(text).find((at) =>
    isAddress(`${text.slice(0, at)}${text[at + 1] ?? ''}${text[at]}${text.slice(at + 2)}`),
  );
  return swapped === undefined
    ? 'more than one of its characters is wrong'
    : `its characters ${swapped + 1} and ${swapped + 2} are in the wrong order`;
}
