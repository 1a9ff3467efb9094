/** What `sodium-nodes.ts` puts in the place of the native primitives, which it uses for all but Ed25519. */

import type { portablePrimitives } from '@trellis/crypto/portable';
import sodium from 'sodium-native';

type Primitives = typeof portablePrimitives;

const replaced = import.meta
  .resolve('@trellis/crypto')
  .replace('index.ts', 'native-primitives.node.ts');
const { nativePrimitives: openssl }: { readonly nativePrimitives: Primitives } = await import(
  replaced
);

export const nativePrimitives: Primitives = {
  openKey: openssl.openKey,
  verify(name, publicKey, message, context, signature) {
    if (name !== 'ed25519') return openssl.verify(name, publicKey, message, context, signature);
    const [signed, text, key] = [signature, message, publicKey].map(bufferOf);
    const isKey = key?.length === sodium.crypto_sign_PUBLICKEYBYTES;
    if (signed?.length !== sodium.crypto_sign_BYTES || !isKey || text === undefined) {
      return Promise.resolve(false);
    }
    return Promise.resolve(sodium.crypto_sign_verify_detached(signed, text, key));
  },
};

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
