/**
 * Sealing a text for several readers: one random key encrypts it, and that key is sealed for each of them
 * with HPKE (RFC 9180) over X-Wing, the hybrid of ML-KEM-768 and X25519 (draft-ietf-hpke-pq), so that all
 * readers read the same, and nobody later on with a quantum computer. In JavaScript throughout, as
 * browsers have no ML-KEM.
 */

import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { AEAD_ChaCha20Poly1305, KDF_HKDF_SHA256, KEM_MLKEM768_X25519 } from '@panva/hpke-noble';
import { CipherSuite } from 'hpke';
import { fromHex } from './byte-text.ts';
import { asciiBytes } from './bytes.ts';
import { CryptoError } from './crypto-error.ts';
import { hash } from './hash.ts';
import { randomBytes } from './random.ts';

/** The text for one of its readers. */
export interface SealedKey {
  readonly encapsulated: Uint8Array;
  readonly wrappedKey: Uint8Array;
}

export interface Sealed {
  /** One for each reader, in their order. */
  readonly keys: readonly SealedKey[];
  readonly ciphertext: Uint8Array;
}

/** What reads sealed texts. */
export interface OpeningKey {
  /** To be published. */
  readonly publicKey: Uint8Array;
  /**
   * The text. Throws `CryptoError` `not_for_this_key` when it was sealed for another key or in another
   * context, or has been changed.
   */
  open(key: SealedKey, ciphertext: Uint8Array, context: Uint8Array): Promise<Uint8Array>;
}

const suite = new CipherSuite(KEM_MLKEM768_X25519, KDF_HKDF_SHA256, AEAD_ChaCha20Poly1305);
const purpose = asciiBytes('trellis/v1/sealed');
/** The random key encrypts one text, so its nonce never repeats. */
const nonce = new Uint8Array(12);

/**
 * Seals a text for the owners of these keys. `context` is public and has to be the same to open it. Throws
 * `CryptoError` `bad_encryption_key`.
 */
export async function seal(
  text: Uint8Array,
  context: Uint8Array,
  publicKeys: readonly Uint8Array[],
): Promise<Sealed> {
  const key = randomBytes(32);
  try {
    const keys = await Promise.all(publicKeys.map((one) => sealKey(key, context, one)));
    return { keys, ciphertext: chacha20poly1305(key, nonce, context).encrypt(text) };
  } finally {
    key.fill(0);
  }
}

async function sealKey(
  key: Uint8Array,
  context: Uint8Array,
  publicKey: Uint8Array,
): Promise<SealedKey> {
  try {
    const reader = await suite.DeserializePublicKey(publicKey);
    const options = { info: purpose, aad: context };
    const { encapsulatedSecret, ciphertext } = await suite.Seal(reader, key, options);
    return { encapsulated: encapsulatedSecret, wrappedKey: ciphertext };
  } catch (error) {
    throw new CryptoError('bad_encryption_key', 'an encryption key is not one of X-Wing', {
      cause: error,
    });
  }
}

/**
 * The key that opens what is sealed for the owner of a signing key's seed. It follows from the seed, so
 * that whoever keeps the one keeps the other; the seed doesn't follow from it.
 */
export async function openingKeyOf(seed: Uint8Array): Promise<OpeningKey> {
  const material = fromHex(hash('encryptionSeed', seed));
  const { publicKey, privateKey } = await suite.DeriveKeyPair(material, false);
  material.fill(0);
  return {
    publicKey: await suite.SerializePublicKey(publicKey),
    async open({ encapsulated, wrappedKey }, ciphertext, context) {
      try {
        const options = { info: purpose, aad: context };
        const key = await suite.Open(privateKey, encapsulated, wrappedKey, options);
        return chacha20poly1305(key, nonce, context).decrypt(ciphertext);
      } catch (error) {
        throw new CryptoError(
          'not_for_this_key',
          'this was sealed for another key or another payment, or has been changed',
          { cause: error },
        );
      }
    },
  };
}
