/** OpenSSL through `node:crypto`. */
import { generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import type { BenchScheme, Subject } from './subject.ts';

interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** How each scheme's key is made, and the hash that its signatures are over, if it does not hash itself. */
const simple: Partial<Readonly<Record<BenchScheme, readonly [() => KeyPair, string | null]>>> = {
  ed25519: [() => generateKeyPairSync('ed25519'), null],
  secp256k1: [() => generateKeyPairSync('ec', { namedCurve: 'secp256k1' }), 'sha256'],
  'p-256': [() => generateKeyPairSync('ec', { namedCurve: 'P-256' }), 'sha256'],
  'ml-dsa-44': [() => generateKeyPairSync('ml-dsa-44'), null],
  'ml-dsa-65': [() => generateKeyPairSync('ml-dsa-65'), null],
  'ml-dsa-87': [() => generateKeyPairSync('ml-dsa-87'), null],
  'slh-dsa-sha2-128f': [() => generateKeyPairSync('slh-dsa-sha2-128f'), null],
  'slh-dsa-sha2-128s': [() => generateKeyPairSync('slh-dsa-sha2-128s'), null],
  'slh-dsa-sha2-192f': [() => generateKeyPairSync('slh-dsa-sha2-192f'), null],
  'slh-dsa-sha2-256f': [() => generateKeyPairSync('slh-dsa-sha2-256f'), null],
};

/** The scheme as OpenSSL computes it, or `undefined` when it has it not. */
export function opensslSubject(scheme: BenchScheme): Subject | undefined {
  if (scheme === 'ed25519+ml-dsa-65') return hybrid();
  const found = simple[scheme];
  if (found === undefined) return undefined;
  const [make, hash] = found;
  const pair = make();
  return {
    scheme,
    provider: 'openssl',
    publicKeyBytes: publicKeyBytes(pair.publicKey),
    keygen: make,
    sign: (message) => sign(hash, message, pair.privateKey),
    verify: (message, signature) => verify(hash, message, pair.publicKey, signature),
    onThreads: {
      sign: (message) => signOnThread(hash, message, pair),
      verify: (message, signature) => verifyOnThread(hash, message, pair, signature),
    },
    close: () => undefined,
  };
}

const ed25519Bytes = 64;

/** Both signatures over the same message; both must verify. */
function hybrid(): Subject {
  const make = (): readonly [KeyPair, KeyPair] => [
    generateKeyPairSync('ed25519'),
    generateKeyPairSync('ml-dsa-65'),
  ];
  const [classical, postQuantum] = make();
  const split = (signature: Uint8Array): readonly [Uint8Array, Uint8Array] => [
    signature.subarray(0, ed25519Bytes),
    signature.subarray(ed25519Bytes),
  ];
  return {
    scheme: 'ed25519+ml-dsa-65',
    provider: 'openssl',
    publicKeyBytes: publicKeyBytes(classical.publicKey) + publicKeyBytes(postQuantum.publicKey),
    keygen: make,
    sign: (message) =>
      Buffer.concat([
        sign(null, message, classical.privateKey),
        sign(null, message, postQuantum.privateKey),
      ]),
    verify(message, signature) {
      const [first, second] = split(signature);
      return (
        verify(null, message, classical.publicKey, first) &&
        verify(null, message, postQuantum.publicKey, second)
      );
    },
    onThreads: {
      sign: async (message) =>
        Buffer.concat(
          await Promise.all([
            signOnThread(null, message, classical),
            signOnThread(null, message, postQuantum),
          ]),
        ),
      async verify(message, signature) {
        const [first, second] = split(signature);
        const valid = await Promise.all([
          verifyOnThread(null, message, classical, first),
          verifyOnThread(null, message, postQuantum, second),
        ]);
        return valid.every(Boolean);
      },
    },
    close: () => undefined,
  };
}

function signOnThread(
  hash: string | null,
  message: Uint8Array,
  { privateKey }: KeyPair,
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    sign(hash, message, privateKey, (error, signature) => {
      if (error === null) resolve(signature);
      else reject(error);
    });
  });
}

function verifyOnThread(
  hash: string | null,
  message: Uint8Array,
  { publicKey }: KeyPair,
  signature: Uint8Array,
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    verify(hash, message, publicKey, signature, (error, valid) => {
      if (error === null) resolve(valid);
      else reject(error);
    });
  });
}

/** Bytes of the key itself: a compressed point for the curves of ECDSA. */
function publicKeyBytes(key: KeyObject): number {
  if (key.asymmetricKeyType === 'ec') return 33;
  return key.export({ format: 'raw-public' }).length;
}
