/** Signatures by OpenSSL 3.5 through `node:crypto`, on libuv's thread pool, off the event loop. */

import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { expandedKey } from '#portable-primitives';
import { type PrimitiveName, type Primitives, primitives } from './primitive.ts';

/**
 * Parsed public keys that are kept: parsing costs a tenth of a verification, and a parsed key takes
 * 8, 11 or 15 kB (ML-DSA-44, 65, 87), so 47 MB if all are of ML-DSA-65 and 60 MB at most.
 */
const parsedKeysMax = 4_096;

const parsedKeys = new LRUCache<string, KeyObject>({ max: parsedKeysMax });

function parsePublicKey(name: PrimitiveName, publicKey: Uint8Array): KeyObject {
  const id =
    name + Buffer.from(publicKey.buffer, publicKey.byteOffset, publicKey.length).toString('latin1');
  const known = parsedKeys.get(id);
  if (known !== undefined) return known;
  const parsed = createPublicKey({
    key: publicKey,
    format: 'raw-public',
    asymmetricKeyType: name,
  });
  parsedKeys.set(id, parsed);
  return parsed;
}

/** Ed25519 knows no context, and OpenSSL refuses an empty one for it. */
const withContext = (key: KeyObject, name: PrimitiveName, context: Uint8Array) =>
  name === 'ed25519' ? { key } : { key, context };

/** OpenSSL has no seeds of SLH-DSA, only the whole key; noble makes it from the seed. */
function openSeed(name: PrimitiveName, seed: Uint8Array): KeyObject {
  const { family } = primitives[name];
  if (family !== 'slh-dsa') {
    const format = family === 'ed25519' ? 'raw-private' : 'raw-seed';
    return createPrivateKey({ key: seed, format, asymmetricKeyType: name });
  }
  const key = expandedKey(name, seed);
  try {
    return createPrivateKey({ key, format: 'raw-private', asymmetricKeyType: name });
  } finally {
    key.fill(0);
  }
}

/** Whether this Node signs with ML-DSA, and takes seeds: 24.15 and later do, where its OpenSSL is 3.5. */
function canSign(): boolean {
  try {
    openSeed('ml-dsa-44', new Uint8Array(32));
    return true;
  } catch {
    return false;
  }
}

/** By OpenSSL; works where `nativePrimitives` is defined. */
export const openSslPrimitives: Primitives = {
  openKey(name, seed) {
    const key = openSeed(name, seed);
    const publicKey = new Uint8Array(createPublicKey(key).export({ format: 'raw-public' }));
    return {
      publicKey,
      sign: (message, context) =>
        new Promise((resolve, reject) => {
          sign(null, message, withContext(key, name, context), (error, signature) => {
            if (error) reject(error);
            else resolve(new Uint8Array(signature));
          });
        }),
    };
  },
  verify: (name, publicKey, message, context, signature) =>
    new Promise((resolve) => {
      try {
        const key = parsePublicKey(name, publicKey);
        verify(null, message, withContext(key, name, context), signature, (error, valid) => {
          resolve(!error && valid);
        });
      } catch {
        // Node throws at once for a key of a wrong length and a context of more than 255 bytes.
        resolve(false);
      }
    }),
};

export const nativePrimitives: Primitives | undefined = canSign() ? openSslPrimitives : undefined;
