/**
 * Reads bech32m (BIP 350) with one prefix and 32 bytes. A body of JSON may have thousands of addresses, and the library
 * makes an array of each character, word and byte: 1,800 of them held the event loop for 5 ms, ten times as long as
 * this takes, and for more than 10 ms before they were compiled.
 */
import { toHex } from './byte-text.ts';

/** BIP 173: the character of each value from 0 to 31. */
const alphabet = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const generators = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const bech32mConstant = 0x2bc830a3;

/** Words of five bits: of 32 bytes, with four bits of padding, and of the checksum. */
const dataWords = 52;
const checksumWords = 6;
const byteCount = 32;

const noWord = 0xff;
const wordOf = new Uint8Array(128).fill(noWord);
for (const [value, character] of [...alphabet].entries()) wordOf[character.charCodeAt(0)] = value;

/** What each five bits that leave the checksum at the top change below. */
const changeOf = Int32Array.from({ length: 32 }, (_, top) =>
  generators.reduce((change, one, bit) => ((top >> bit) & 1 ? change ^ one : change), 0),
);

function next(checksum: number, word: number): number {
  return ((checksum & 0x1ff_ffff) << 5) ^ word ^ (changeOf[checksum >>> 25] ?? 0);
}

function checksumOfPrefix(prefix: string): number {
  const codes = Array.from(prefix, (character) => character.charCodeAt(0));
  const words = [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)];
  return words.reduce(next, 1);
}

/** A reader of `prefix1…`, all in lower case; the bytes as 64 hex digits, `undefined` for any other text. */
export function bech32mReader(prefix: string): (text: string) => string | undefined {
  const start = `${prefix}1`;
  const afterPrefix = checksumOfPrefix(prefix);
  const length = start.length + dataWords + checksumWords;
  return (text) => {
    if (text.length !== length || !text.startsWith(start)) return undefined;
    const bytes = new Uint8Array(byteCount);
    let checksum = afterPrefix;
    let [bits, bitCount, count] = [0, 0, 0];
    for (let index = start.length; index < length; index++) {
      const word = wordOf[text.charCodeAt(index)] ?? noWord;
      if (word === noWord) return undefined;
      checksum = next(checksum, word);
      if (index >= start.length + dataWords) continue;
      bits = ((bits << 5) | word) & 0xfff;
      bitCount += 5;
      if (bitCount < 8) continue;
      bitCount -= 8;
      bytes[count] = bits >> bitCount;
      count += 1;
    }
    const padding = bits & ((1 << bitCount) - 1);
    return checksum === bech32mConstant && padding === 0 ? toHex(bytes) : undefined;
  };
}
