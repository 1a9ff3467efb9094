/** JavaScript by noble, which also runs in browsers. */
import { ed25519 } from '@noble/curves/ed25519.js';
import { p256 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { falcon512, falcon1024 } from '@noble/post-quantum/falcon.js';
import { ml_dsa44, ml_dsa65, ml_dsa87 } from '@noble/post-quantum/ml-dsa.js';
import {
  slh_dsa_sha2_128f,
  slh_dsa_sha2_128s,
  slh_dsa_sha2_192f,
  slh_dsa_sha2_256f,
} from '@noble/post-quantum/slh-dsa.js';
import type { BenchScheme, Subject } from './subject.ts';

/** What noble's post-quantum schemes have in common. */
interface NobleSigner {
  keygen(): { readonly publicKey: Uint8Array; readonly secretKey: Uint8Array };
  sign(message: Uint8Array, secretKey: Uint8Array): Uint8Array;
  verify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean;
}

const signers: Partial<Readonly<Record<BenchScheme, NobleSigner>>> = {
  ed25519,
  secp256k1,
  'p-256': p256,
  'ml-dsa-44': ml_dsa44,
  'ml-dsa-65': ml_dsa65,
  'ml-dsa-87': ml_dsa87,
  'falcon-512': falcon512,
  'falcon-1024': falcon1024,
  'slh-dsa-sha2-128f': slh_dsa_sha2_128f,
  'slh-dsa-sha2-128s': slh_dsa_sha2_128s,
  'slh-dsa-sha2-192f': slh_dsa_sha2_192f,
  'slh-dsa-sha2-256f': slh_dsa_sha2_256f,
};

/** The scheme as noble computes it, or `undefined` when it has it not. */
export function nobleSubject(scheme: BenchScheme): Subject | undefined {
  if (scheme === 'ed25519+ml-dsa-65') return hybrid();
  const signer = signers[scheme];
  return signer === undefined ? undefined : subjectOf(scheme, signer);
}

function subjectOf(scheme: BenchScheme, signer: NobleSigner): Subject {
  const { publicKey, secretKey } = signer.keygen();
  return {
    scheme,
    provider: 'noble',
    publicKeyBytes: publicKey.length,
    keygen: () => {
      signer.keygen();
    },
    sign: (message) => signer.sign(message, secretKey),
    verify: (message, signature) => signer.verify(signature, message, publicKey),
    onThreads: null,
    close: () => undefined,
  };
}

const ed25519Bytes = 64;

function hybrid(): Subject {
  const [classical, postQuantum] = [
    subjectOf('ed25519', ed25519),
    subjectOf('ml-dsa-65', ml_dsa65),
  ];
  return {
    scheme: 'ed25519+ml-dsa-65',
    provider: 'noble',
    publicKeyBytes: classical.publicKeyBytes + postQuantum.publicKeyBytes,
    keygen() {
      classical.keygen();
      postQuantum.keygen();
    },
    sign: (message) => Buffer.concat([classical.sign(message), postQuantum.sign(message)]),
    verify: (message, signature) =>
      classical.verify(message, signature.subarray(0, ed25519Bytes)) &&
      postQuantum.verify(message, signature.subarray(ed25519Bytes)),
    onThreads: null,
    close: () => undefined,
  };
}
