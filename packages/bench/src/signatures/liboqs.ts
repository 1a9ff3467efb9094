/** liboqs compiled to WebAssembly: a third implementation to compare with, used nowhere else. */
import {
  createFalcon512,
  createFalcon1024,
  createMLDSA44,
  createMLDSA65,
  createMLDSA87,
  createSlhDsaSha2128f,
  createSlhDsaSha2128s,
  createSlhDsaSha2192f,
  createSlhDsaSha2256f,
} from '@oqs/liboqs-js/sig';
import type { BenchScheme, Subject } from './subject.ts';

/** What its schemes have in common. */
interface LiboqsSigner {
  generateKeyPair(): { readonly publicKey: Uint8Array; readonly secretKey: Uint8Array };
  sign(message: Uint8Array, secretKey: Uint8Array): Uint8Array;
  verify(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean;
  destroy(): void;
}

const creators: Partial<Readonly<Record<BenchScheme, () => Promise<LiboqsSigner>>>> = {
  'ml-dsa-44': createMLDSA44,
  'ml-dsa-65': createMLDSA65,
  'ml-dsa-87': createMLDSA87,
  'falcon-512': createFalcon512,
  'falcon-1024': createFalcon1024,
  'slh-dsa-sha2-128f': createSlhDsaSha2128f,
  'slh-dsa-sha2-128s': createSlhDsaSha2128s,
  'slh-dsa-sha2-192f': createSlhDsaSha2192f,
  'slh-dsa-sha2-256f': createSlhDsaSha2256f,
};

/** The scheme as liboqs computes it, or `undefined` when it has it not. */
export async function liboqsSubject(scheme: BenchScheme): Promise<Subject | undefined> {
  const signer = await creators[scheme]?.();
  if (signer === undefined) return undefined;
  const { publicKey, secretKey } = signer.generateKeyPair();
  return {
    scheme,
    provider: 'liboqs-wasm',
    publicKeyBytes: publicKey.length,
    keygen: () => {
      signer.generateKeyPair();
    },
    sign: (message) => signer.sign(message, secretKey),
    verify: (message, signature) => signer.verify(message, signature, publicKey),
    onThreads: null,
    close: () => signer.destroy(),
  };
}
