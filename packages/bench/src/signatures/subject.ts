/** What can be measured: a signature scheme as one provider computes it. */

export const providerNames = [
  'openssl',
  /** As nodes verify, with the key known, and with one that is not. */
  'trellis',
  'trellis-new-key',
  'sodium',
  'noble',
  'liboqs-wasm',
] as const;
export type SignatureProviderName = (typeof providerNames)[number];

/** In the order in which they are shown. */
export const benchSchemes = [
  'ed25519',
  'secp256k1',
  'p-256',
  'ml-dsa-44',
  'ml-dsa-65',
  'ml-dsa-87',
  'ed25519+ml-dsa-65',
  'falcon-512',
  'falcon-1024',
  'slh-dsa-sha2-128f',
  'slh-dsa-sha2-128s',
  'slh-dsa-sha2-192f',
  'slh-dsa-sha2-256f',
] as const;
export type BenchScheme = (typeof benchSchemes)[number];

export function isBenchScheme(name: string): name is BenchScheme {
  return (benchSchemes as readonly string[]).includes(name);
}

export function isProviderName(name: string): name is SignatureProviderName {
  return (providerNames as readonly string[]).includes(name);
}

/** One key pair, ready to be used; `Key` is whatever the provider wants to be given. */
export interface Subject {
  readonly scheme: BenchScheme;
  readonly provider: SignatureProviderName;
  readonly publicKeyBytes: number;
  /** Its keys and signatures are another provider's, and not measured. */
  readonly verifiesOnly?: true;
  /** Makes a key pair and throws it away. */
  keygen(): void;
  sign(message: Uint8Array): Uint8Array;
  verify(message: Uint8Array, signature: Uint8Array): boolean;
  /** The same on the provider's own threads, if it has any; else worker threads are used. */
  readonly onThreads: {
    sign(message: Uint8Array): Promise<Uint8Array>;
    verify(message: Uint8Array, signature: Uint8Array): Promise<boolean>;
  } | null;
  /** Frees what the garbage collector doesn't. */
  close(): void;
}
