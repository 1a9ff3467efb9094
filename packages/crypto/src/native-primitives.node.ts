/** Signatures by OpenSSL 3.5 through `node:crypto`, on libuv's thread pool, off the event loop. */
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { PrimitiveName, Primitives } from './primitive.ts';

/** Parsed public keys that are kept, at 15 kB each: parsing costs a tenth of a verification. */
const parsedKeysMax = 4_096;

const parsedKeys = new Map<string, KeyObject>();

function parsePublicKey(name: PrimitiveName, publicKey: Uint8Array): KeyObject {
  const id =
    name + Buffer.from(publicKey.buffer, publicKey.byteOffset, publicKey.length).toString('latin1');
  const known = parsedKeys.get(id);
  if (known !== undefined) return known;
  const parsed = createPublicKey({
    key: Buffer.from(publicKey),
    format: 'raw-public',
    asymmetricKeyType: name,
  });
  if (parsedKeys.size >= parsedKeysMax) {
    const [oldest] = parsedKeys.keys();
    if (oldest !== undefined) parsedKeys.delete(oldest);
  }
  parsedKeys.set(id, parsed);
  return parsed;
}

/** Ed25519 knows no context, and OpenSSL refuses an empty one for it. */
const withContext = (key: KeyObject, name: PrimitiveName, context: Uint8Array) =>
  name === 'ed25519' ? { key } : { key, context };

export const nativePrimitives: Primitives = {
  openKey(name, seed) {
    const key = createPrivateKey({
      key: Buffer.from(seed),
      format: name === 'ed25519' ? 'raw-private' : 'raw-seed',
      asymmetricKeyType: name,
    });
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
      let key: KeyObject;
      try {
        key = parsePublicKey(name, publicKey);
      } catch {
        resolve(false);
        return;
      }
      verify(null, message, withContext(key, name, context), signature, (error, valid) => {
        resolve(!error && valid);
      });
    }),
};
