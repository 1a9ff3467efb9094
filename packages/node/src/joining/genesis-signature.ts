/**
 * The consent of a chain's first validators to its genesis. The signatures are in a file beside the genesis: they sign
 * its hash, which they do not change.
 */
import type { SignatureClaim } from '@trellis/crypto';
import {
  chainMessage,
  container,
  encode,
  type Genesis,
  genesisHash,
  hashCodec,
  limits,
  list,
  nodeNameCodec,
  signatureCodec,
  type ValueOf,
} from '@trellis/protocol';

/** One validator's, by the key that it votes with. */
export const genesisSignatureCodec = container({
  node: nodeNameCodec,
  genesis: hashCodec,
  signature: signatureCodec,
});

/** Those of all validators, as a node reads them. */
export const genesisSignaturesCodec = list(genesisSignatureCodec, limits.validatorsMax);

export type GenesisSignature = ValueOf<typeof genesisSignatureCodec>;

/** What each validator signs. */
export function genesisMessage(genesis: Genesis): Uint8Array {
  return chainMessage(genesis.chainId, encode(hashCodec, genesisHash(genesis)));
}

/** Whose signature is missing, or names another genesis; and the claims of the others, each of which has to hold. */
export function genesisConsent(
  genesis: Genesis,
  signatures: readonly GenesisSignature[],
): {
  readonly missing: readonly string[];
  readonly claims: readonly { readonly node: string; readonly claim: SignatureClaim }[];
} {
  const hash = genesisHash(genesis);
  const message = genesisMessage(genesis);
  const found = genesis.validators.map(({ name, scheme, publicKey }) => {
    const own = signatures.find((one) => one.node === name && one.genesis === hash);
    if (own === undefined) return { node: name, claim: null };
    const { signature } = own;
    return {
      node: name,
      claim: { scheme, purpose: 'genesis', publicKey, message, signature } satisfies SignatureClaim,
    };
  });
  return {
    missing: found.flatMap(({ node, claim }) => (claim === null ? [node] : [])),
    claims: found.flatMap(({ node, claim }) => (claim === null ? [] : [{ node, claim }])),
  };
}
