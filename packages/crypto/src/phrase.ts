/**
 * Keys from a phrase of words that somebody can write on paper: BIP-39 (English) as far as its seed of 64 bytes, and
 * HKDF (RFC 5869) from there, as BIP-32 knows no keys of lattices or hashes (docs/decisions/0023-phrases.md).
 */
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { entropyToMnemonic, mnemonicToEntropy, mnemonicToSeed } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { asciiBytes } from './bytes.ts';
import { CryptoError } from './crypto-error.ts';
import { randomBytes } from './random.ts';
import { type SchemeName, schemes } from './scheme.ts';

declare const phraseBrand: unique symbol;

/** The words of a phrase in the one form that counts: small letters, one blank between. Its checksum is right. */
export type Phrase = string & { readonly [phraseBrand]: true };

/** BIP-39, table of lengths: 128 to 256 bits. */
const wordCounts: readonly number[] = [12, 15, 18, 21, 24];

/** Longer texts are no phrase; the longest has 24 words of 8 letters. */
const charactersMax = 4_096;

/** The last index that a phrase has a key for: what fits in 31 bits, as in other wallets. */
export const phraseIndexMax = 2 ** 31 - 1;

const salt = asciiBytes('trellis/v1/phrase');

/** Which of the keys of a phrase; all but the scheme has a default. */
export interface PhraseKey {
  readonly scheme: SchemeName;
  /** From 0, which is the default, to `phraseIndexMax`. */
  readonly index?: number;
  /** BIP-39's further secret: any other one gives other keys, without a word. None unless it is given. */
  readonly passphrase?: string;
}

/** A new phrase of 24 words, from 256 bits of the platform's secure random numbers. */
export function generatePhrase(): Phrase {
  const entropy = randomBytes(32);
  try {
    return entropyToMnemonic(entropy, wordlist) as Phrase;
  } finally {
    entropy.fill(0);
  }
}

/**
 * Reads a phrase as people type and paste it: forms of Unicode (NFKD), blanks, line ends and capitals do not count.
 * Throws `CryptoError` `empty_phrase`, `key_not_phrase` for a private key in its place, and `bad_phrase`, which says
 * which word is wrong without repeating it.
 *
 * @example const phrase = parsePhrase(' Legal winner\nthank YEAR wave sausage worth useful legal winner thank yellow ');
 */
export function parsePhrase(text: string): Phrase {
  if (text.length > charactersMax) throw bad('it is too long');
  const plain = text.toWellFormed().normalize('NFKD').trim();
  if (plain === '') throw new CryptoError('empty_phrase', 'the phrase is empty');
  if (isMeantAsKey(plain)) {
    throw new CryptoError(
      'key_not_phrase',
      'this looks like a private key, not like a phrase; import the key itself, and take care where it was pasted',
    );
  }
  const words = plain.toLowerCase().split(/\s+/u);
  if (!wordCounts.includes(words.length)) {
    throw bad(
      `it has ${words.length} ${words.length === 1 ? 'word' : 'words'}, not 12, 15, 18, 21 or 24`,
    );
  }
  const unknown = words.findIndex((word) => !wordlist.includes(word));
  if (unknown !== -1) throw bad(`word ${unknown + 1} is not in the English list of BIP-39`);
  const phrase = words.join(' ');
  try {
    mnemonicToEntropy(phrase, wordlist).fill(0);
  } catch {
    throw bad('its checksum is wrong: a word is another one, or two have changed places');
  }
  return phrase as Phrase;
}

/** The seed of one of a phrase's keys, for `openKey`; the caller clears it. Throws `CryptoError` `bad_phrase`. */
export async function phraseSeed(
  phrase: Phrase,
  { scheme, index = 0, passphrase = '' }: PhraseKey,
): Promise<Uint8Array> {
  if (!Number.isInteger(index) || index < 0 || index > phraseIndexMax) {
    throw bad(`the index of a key is a whole number from 0 to ${phraseIndexMax}`);
  }
  const seed = await mnemonicToSeed(phrase, passphrase.toWellFormed());
  try {
    const info = asciiBytes(`trellis/v1/account-key/${scheme}/${index}`);
    return hkdf(sha512, seed, salt, info, schemes[scheme].seedBytes);
  } finally {
    seed.fill(0);
  }
}

/** Whether a text is a private key in one of the forms that keys are kept in: PEM, JSON, or one run of hex or base64. */
function isMeantAsKey(text: string): boolean {
  if (text.includes('-----BEGIN ') || text.startsWith('{')) return true;
  const run = text.replace(/^0x/i, '').replace(/\s+/gu, '');
  const isHex = /^[0-9a-f]{64,}$/i.test(run);
  // Words that were pasted without their blanks have small letters alone.
  const isBase64 = /^[A-Za-z0-9+/_-]{43,}={0,2}$/.test(text) && !/^[a-z]*$/.test(text);
  return isHex || isBase64;
}

const bad = (why: string): CryptoError =>
  new CryptoError('bad_phrase', `this is no phrase: ${why}`);
