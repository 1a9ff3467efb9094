/**
 * Ed25519 by libsodium as a native module: the fastest that npm gives. Of those tried, in microseconds of CPU for a
 * verification on one machine at one time: sodium-native 59, libsodium-wrappers (WebAssembly) 132, OpenSSL 148.
 */
import sodium from 'sodium-native';
import type { BenchScheme, Subject } from './subject.ts';

/** The scheme, or `undefined` for anything but Ed25519. */
export function sodiumSubject(scheme: BenchScheme): Subject | undefined {
  if (scheme !== 'ed25519') return undefined;
  const makePair = () => {
    const publicKey = Buffer.alloc(sodium.crypto_sign_PUBLICKEYBYTES);
    const secretKey = Buffer.alloc(sodium.crypto_sign_SECRETKEYBYTES);
    sodium.crypto_sign_keypair(publicKey, secretKey);
    return { publicKey, secretKey };
  };
  const { publicKey, secretKey } = makePair();
  return {
    scheme,
    provider: 'sodium',
    publicKeyBytes: publicKey.length,
    keygen: makePair,
    sign(message) {
      const signature = Buffer.alloc(sodium.crypto_sign_BYTES);
      sodium.crypto_sign_detached(signature, bufferOf(message), secretKey);
      return signature;
    },
    verify: (message, signature) =>
      sodium.crypto_sign_verify_detached(bufferOf(signature), bufferOf(message), publicKey),
    onThreads: null,
    close: () => undefined,
  };
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
