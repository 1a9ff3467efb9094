/**
 * The signature schemes the ledger knows: their ids and parts, from which their sizes follow. How they are
 * computed is a provider's affair.
 */
import { type PrimitiveName, primitives } from './primitive.ts';

/** What has to be known of a scheme to encode, limit and choose it. All sizes in bytes. */
export interface Scheme {
  /** Number of the scheme in every encoding; never reused. */
  readonly id: number;
  /** Its algorithms, in the order in which keys, seeds and signatures are put together. */
  readonly parts: readonly PrimitiveName[];
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
 * A hybrid is both of its parts, Ed25519 first. SLH-DSA rests on a hash function alone: it holds if lattices
 * should not.
 */
const table = {
  'ml-dsa-44': scheme(1, ['ml-dsa-44']),
  'ml-dsa-65': scheme(2, ['ml-dsa-65']),
  'ml-dsa-87': scheme(3, ['ml-dsa-87']),
  ed25519: scheme(4, ['ed25519']),
  'ed25519+ml-dsa-65': scheme(5, ['ed25519', 'ml-dsa-65']),
  'slh-dsa-sha2-128s': scheme(6, ['slh-dsa-sha2-128s']),
};

/** Stable: these names are in genesis documents, key files and JSON. */
export type SchemeName = keyof typeof table;

export const schemes: Readonly<Record<SchemeName, Scheme>> = table;

/** In the order of their ids. */
export const schemeNames = Object.keys(schemes) as readonly SchemeName[];

/** Those that validators can vote with. */
export const votingSchemes = schemeNames.filter((name) => schemes[name].forVotes);

/** Whether `text` names a scheme. */
export function isSchemeName(text: string): text is SchemeName {
  return Object.hasOwn(schemes, text);
}

function scheme(id: number, parts: readonly PrimitiveName[]): Scheme {
  const sum = (size: 'seedBytes' | 'publicKeyBytes' | 'signatureBytes'): number =>
    parts.reduce((total, part) => total + primitives[part][size], 0);
  return {
    id,
    parts,
    seedBytes: sum('seedBytes'),
    publicKeyBytes: sum('publicKeyBytes'),
    signatureBytes: sum('signatureBytes'),
    postQuantum: parts.some((part) => primitives[part].quantumLevel > 0),
    forVotes: parts.every((part) => primitives[part].family !== 'slh-dsa'),
  };
}
