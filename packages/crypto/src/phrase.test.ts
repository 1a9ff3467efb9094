import { expect, it } from 'vitest';
import { toBase64, toHex } from './byte-text.ts';
import { exportPrivateJwk } from './key-jwk.ts';
import { exportPrivatePem } from './key-pem.ts';
import { generatePhrase, parsePhrase, phraseIndexMax, phraseSeed } from './phrase.ts';
import { createProvider, generateSeed } from './provider.ts';

const phrase = 'legal winner thank year wave sausage worth useful legal winner thank yellow';

it.each([
  ['blanks around and between', `  ${phrase.replaceAll(' ', '   ')}\t`],
  ['line ends of any system', phrase.replaceAll(' ', '\r\n')],
  ['capitals', phrase.toUpperCase()],
  [
    'a blank that does not break, and one of Japanese',
    phrase.replace(' ', '\u00a0').replace(' ', '\u3000'),
  ],
  [
    'letters of full width, as NFKD makes them plain',
    phrase.replace('legal', '\uff4c\uff45\uff47\uff41\uff4c'),
  ],
])('a phrase is the same with %s', (_, typed) => {
  expect(parsePhrase(typed)).toBe(phrase);
});

it.each([
  ['nothing', '', 'empty_phrase', /empty/],
  ['blanks alone', ' \n\u3000', 'empty_phrase', /empty/],
  ['one word too few', phrase.replace(' yellow', ''), 'bad_phrase', /has 11 words/],
  ['one word', 'legal', 'bad_phrase', /has 1 word,/],
  ['another word', phrase.replace('wave', 'waves'), 'bad_phrase', /word 5 is not in/],
  [
    'two words that changed places',
    phrase.replace('legal winner', 'winner legal'),
    'bad_phrase',
    /checksum/,
  ],
  ['a text without end', 'legal '.repeat(10_000), 'bad_phrase', /too long/],
])('refuses %s', (_, typed, code, message) => {
  expect(() => parsePhrase(typed)).toThrow(
    expect.objectContaining({ code, message: expect.stringMatching(message) }),
  );
});

it('never repeats a word that it refuses', () => {
  expect(() => parsePhrase(phrase.replace('wave', 'secretive'))).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('secretive') }),
  );
});

const seed = generateSeed('ml-dsa-65');
it.each([
  ['PEM', exportPrivatePem('ml-dsa-65', seed)],
  ['a JSON Web Key', JSON.stringify(exportPrivateJwk('ml-dsa-65', seed))],
  ['hex', toHex(seed)],
  ['hex with its prefix and blanks', `0x${toHex(seed).replace(/.{8}/g, '$& ')}`],
  ['base64', toBase64(seed)],
])('says that a private key is none: %s', (_, typed) => {
  expect(() => parsePhrase(typed)).toThrow(expect.objectContaining({ code: 'key_not_phrase' }));
});

it('makes phrases of 24 words that it reads, each another one', () => {
  const [one, other] = [generatePhrase(), generatePhrase()];
  expect(one.split(' ')).toHaveLength(24);
  expect(parsePhrase(one)).toBe(one);
  expect(one).not.toBe(other);
});

it('gives a seed for each scheme, index and passphrase, and the same for the same text of it', async () => {
  const seedOf = async (options: object) =>
    toHex(await phraseSeed(parsePhrase(phrase), { scheme: 'ml-dsa-65', ...options }));
  const different = [
    await seedOf({}),
    await seedOf({ scheme: 'ml-dsa-87' }),
    await seedOf({ index: 1 }),
    await seedOf({ index: phraseIndexMax }),
    await seedOf({ passphrase: 'x' }),
  ];
  expect(new Set(different).size).toBe(different.length);
  expect(await seedOf({ passphrase: 'caf\u00e9' })).toBe(
    await seedOf({ passphrase: 'cafe\u0301' }),
  );
});

it.each([-1, 0.5, phraseIndexMax + 1, Number.NaN])(
  'has no key with the index %s',
  async (index) => {
    await expect(
      phraseSeed(parsePhrase(phrase), { scheme: 'ed25519', index }),
    ).rejects.toMatchObject({
      code: 'bad_phrase',
    });
  },
);

it('a key of a phrase signs', async () => {
  const key = createProvider('portable').openKey(
    'ed25519',
    await phraseSeed(parsePhrase(phrase), { scheme: 'ed25519' }),
  );
  const claim = {
    scheme: key.scheme,
    purpose: 'tx',
    publicKey: key.publicKey,
    message: Uint8Array.of(1),
  } as const;
  const signature = await key.sign('tx', claim.message);
  expect(await createProvider('native').verify({ ...claim, signature })).toBe(true);
});
