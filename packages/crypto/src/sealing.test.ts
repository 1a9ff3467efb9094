import { ml_kem768_x25519 } from '@noble/post-quantum/hybrid.js';
import { AEAD_ChaCha20Poly1305, KDF_HKDF_SHA256, KEM_MLKEM768_X25519 } from '@panva/hpke-noble';
import { CipherSuite } from 'hpke';
import { describe, expect, it } from 'vitest';
import { asciiBytes } from './bytes.ts';
import { hash } from './hash.ts';
import { openingKeyOf, seal } from './sealing.ts';
import { sealingBytes } from './sealing-bytes.ts';

const text = asciiBytes('for the boat');
const context = asciiBytes('payment 7');
const seedOf = (number: number) => new Uint8Array(32).fill(number);

describe('a sealed text', () => {
  it('is read by each of its readers, and has the sizes that the ledger knows', async () => {
    const readers = await Promise.all([1, 2].map((number) => openingKeyOf(seedOf(number))));
    const publicKeys = readers.map(({ publicKey }) => publicKey);
    const { keys, ciphertext } = await seal(text, context, publicKeys);
    for (const [index, reader] of readers.entries()) {
      const key = keys[index];
      if (key === undefined) throw new Error('no key');
      expect(await reader.open(key, ciphertext, context)).toEqual(text);
      expect([reader.publicKey, key.encapsulated, key.wrappedKey].map((one) => one.length)).toEqual(
        [sealingBytes.publicKey, sealingBytes.encapsulated, sealingBytes.wrappedKey],
      );
    }
    expect(ciphertext.length).toBe(text.length + sealingBytes.tag);
    // The same text again is another ciphertext.
    expect((await seal(text, context, publicKeys)).ciphertext).not.toEqual(ciphertext);
  });

  it('is opened by nobody else, in no other context, and not when a bit of it is changed', async () => {
    const [reader, stranger] = await Promise.all([1, 2].map((one) => openingKeyOf(seedOf(one))));
    if (reader === undefined || stranger === undefined) throw new Error('no key');
    const { keys, ciphertext } = await seal(text, context, [reader.publicKey]);
    const [key] = keys;
    if (key === undefined) throw new Error('no key');
    const flip = (bytes: Uint8Array): Uint8Array =>
      bytes.with(5, (bytes[5] ?? 0) ^ 1) as Uint8Array;
    const attempts = [
      stranger.open(key, ciphertext, context),
      reader.open(key, ciphertext, asciiBytes('payment 8')),
      reader.open(key, flip(ciphertext), context),
      reader.open({ ...key, wrappedKey: flip(key.wrappedKey) }, ciphertext, context),
      reader.open({ ...key, encapsulated: flip(key.encapsulated) }, ciphertext, context),
    ];
    for (const attempt of attempts) {
      await expect(attempt).rejects.toMatchObject({ code: 'not_for_this_key' });
    }
  });

  it('is not made for what is no key', async () => {
    await expect(seal(text, context, [new Uint8Array(32)])).rejects.toMatchObject({
      code: 'bad_encryption_key',
    });
  });
});

it('the key is X-Wing’s: another implementation gives the same for the same secret', async () => {
  const { publicKey } = await openingKeyOf(seedOf(3));
  expect(publicKey).toEqual((await openingKeyOf(seedOf(3))).publicKey);
  expect(publicKey).not.toEqual((await openingKeyOf(seedOf(4))).publicKey);
  const suite = new CipherSuite(KEM_MLKEM768_X25519, KDF_HKDF_SHA256, AEAD_ChaCha20Poly1305);
  const material = Uint8Array.fromHex(hash('encryptionSeed', seedOf(3)));
  const { privateKey } = await suite.DeriveKeyPair(material, true);
  const secret = await suite.SerializePrivateKey(privateKey);
  expect(ml_kem768_x25519.keygen(secret).publicKey).toEqual(publicKey);
});
