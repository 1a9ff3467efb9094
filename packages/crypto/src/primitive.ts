/**
 * The signature algorithms behind every scheme, as a provider computes them. A hybrid scheme is
 * put together from them in `provider.ts`, the same way for every provider.
 */

/** An algorithm of its own; a hybrid is two of them. */
export type PrimitiveName =
  | 'ml-dsa-44'
  | 'ml-dsa-65'
  | 'ml-dsa-87'
  | 'ed25519'
  | 'slh-dsa-sha2-128s';

/** A private key of one algorithm, opened for signing. */
export interface PrimitiveKey {
  readonly publicKey: Uint8Array;
  sign(message: Uint8Array, context: Uint8Array): Promise<Uint8Array>;
}

/**
 * How a provider computes an algorithm. `context` is that of FIPS 204 §5.2 and FIPS 205 §10.2; Ed25519 has none, so
 * for it the caller has put it in front of the message and passes none. Lengths have been checked.
 */
export interface Primitives {
  openKey(name: PrimitiveName, seed: Uint8Array): PrimitiveKey;
  verify(
    name: PrimitiveName,
    publicKey: Uint8Array,
    message: Uint8Array,
    context: Uint8Array,
    signature: Uint8Array,
  ): Promise<boolean>;
}
