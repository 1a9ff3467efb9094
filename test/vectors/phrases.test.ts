import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { phraseToAccount } from '@trellis/client/signing-accounts';
import { createProvider, toHex } from '@trellis/crypto';
import { parsePhrase, phraseSeed } from '@trellis/crypto/phrase';
import { expect, it } from 'vitest';
import { bip39Seed, type PhraseVector, phraseVectors } from './phrases.ts';

const path = fileURLToPath(new URL('./phrases.json', import.meta.url));
const pinned: readonly PhraseVector[] = JSON.parse(readFileSync(path, 'utf8'));

it('another implementation of the derivation gives what is pinned', () => {
  expect(phraseVectors()).toEqual(pinned);
});

it('the seed of BIP-39 is that of its own vectors', () => {
  expect(bip39Seed(`${'zoo '.repeat(23)}vote`, 'TREZOR').toString('hex')).toBe(
    'dd48c104698c30cfe2b6142103248622fb7bb0ff692eebb00089b32d22484e1613912f0a5b694407be899ffd31ed3992c456cdf60f5d4564b8ba3f05a69890ad',
  );
});

it.each(pinned)('the key of a phrase is what it was: $scheme $index', async (vector) => {
  const { phrase, seed, account, ...options } = vector;
  expect(toHex(await phraseSeed(parsePhrase(phrase), options))).toBe(seed);
  const opened = await phraseToAccount(phrase, {
    ...options,
    provider: createProvider('portable'),
  });
  expect(opened.addressText).toBe(account);
});

it('no two keys of a phrase have bytes in common, those of a hybrid included', () => {
  const words = pinned.flatMap(({ seed }) => seed.match(/.{16}/g) ?? []);
  expect(new Set(words).size).toBe(words.length);
});
