/** The signature schemes the ledger knows: their ids and sizes. How they are computed is a provider's affair. */

/** Stable: these names are in genesis documents, key files and JSON. */
export type SchemeName =
  | 'ml-dsa-44'
  | 'ml-dsa-65'
  | 'ml-dsa-87'
  | 'ed25519'
  | 'ed25519+ml-dsa-65'
  | 'slh-dsa-sha2-128s';

/** What has to be known of a scheme to encode, limit and choose it. All sizes in bytes. */
export interface Scheme {
  readonly name: SchemeName;
  /** Number of the scheme in every encoding; never reused. */
  readonly id: number;
  /** A hybrid's seed is its parts' seeds, concatenated. */
  readonly seedBytes: number;
  readonly publicKeyBytes: number;
  readonly signatureBytes: number;
  /** Whether a forger with a quantum computer fails. A hybrid is as strong as its stronger half. */
  readonly postQuantum: boolean;
  /**
   * Whether validators could vote with it. SLH-DSA takes a third of a second to sign, and the
   * signatures of 64 validators would take half a megabyte a block: it is for keys that sleep.
   */
  readonly forVotes: boolean;
}

/**
 * FIPS 204 Table 2 for ML-DSA, RFC 8032 §5.1 for Ed25519, FIPS 205 Table 2 for SLH-DSA. A hybrid is both
 * of its parts, Ed25519 first. SLH-DSA rests on a hash function alone: it holds if lattices should not.
 */
export const schemes: Readonly<Record<SchemeName, Scheme>> = {
  'ml-dsa-44': scheme('ml-dsa-44', 1, 32, 1312, 2420, true),
  'ml-dsa-65': scheme('ml-dsa-65', 2, 32, 1952, 3309, true),
  'ml-dsa-87': scheme('ml-dsa-87', 3, 32, 2592, 4627, true),
  ed25519: scheme('ed25519', 4, 32, 32, 64, false),
  'ed25519+ml-dsa-65': scheme('ed25519+ml-dsa-65', 5, 64, 32 + 1952, 64 + 3309, true),
  'slh-dsa-sha2-128s': { ...scheme('slh-dsa-sha2-128s', 6, 48, 32, 7856, true), forVotes: false },
};

/** In the order of their ids. */
export const schemeNames = Object.keys(schemes) as readonly SchemeName[];

/** Those that validators can vote with. */
export const votingSchemes = schemeNames.filter((name) => schemes[name].forVotes);

/** Whether `text` names a scheme. */
export function isSchemeName(text: string): text is SchemeName {
  return Object.hasOwn(schemes, text);
}

function scheme(
  name: SchemeName,
  id: number,
  seedBytes: number,
  publicKeyBytes: number,
  signatureBytes: number,
  postQuantum: boolean,
): Scheme {
  return { name, id, seedBytes, publicKeyBytes, signatureBytes, postQuantum, forVotes: true };
}
