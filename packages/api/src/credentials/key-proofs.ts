/**
 * Proofs of possession (DPoP, RFC 9449): a caller signs each request with a key of its own, so that whoever steals a token
 * or an API key that is bound to this key has nothing.
 */
import { hash } from 'node:crypto';
import { toBase64Url } from '@trellis/crypto';
import { calculateJwkThumbprint, EmbeddedJWK, errors, jwtVerify } from 'jose';
import type { SeenOnce } from './seen-once.ts';

/** Signatures that proofs and assertions of clients may have: those of FAPI 2.0 §5.4.1, and ML-DSA. */
export const clientAlgorithms = [
  'ML-DSA-44',
  'ML-DSA-65',
  'ML-DSA-87',
  'ES256',
  'EdDSA',
  'Ed25519',
  'PS256',
] as const;

/** How old a proof may be, and how far ahead the clock of its maker, in milliseconds. */
const proofAgeMsMax = 60_000;
const proofAheadMsMax = 10_000;

/** What a proof has to be about. */
export interface ProvenCall {
  readonly method: string;
  /** The path without its query. */
  readonly path: string;
  /** The token or API key that it goes along with; `null`: none yet. */
  readonly credential: string | null;
}

type CheckedProof =
  /** The key by its thumbprint (RFC 7638). */
  | { readonly ok: true; readonly thumbprint: string }
  | { readonly ok: false; readonly problem: string };

export interface KeyProofs {
  /** Whether a proof holds here and now, and was never seen before. */
  check(proof: string, call: ProvenCall): Promise<CheckedProof>;
}

/** Proofs for the server that is reached at `origin`. */
export function createKeyProofs(origin: string, now: () => number, once: SeenOnce): KeyProofs {
  return {
    async check(proof, call) {
      const verified = await verifyProof(proof);
      if (!verified.ok) return verified;
      const { payload, thumbprint } = verified;
      const problem = contentProblem(payload, call, { origin, now: now() });
      if (problem !== undefined) return { ok: false, problem };
      const name = `proof ${thumbprint} ${String(payload.jti)}`;
      const isNew = once(name, now() + proofAgeMsMax + proofAheadMsMax);
      return isNew ? { ok: true, thumbprint } : { ok: false, problem: 'jti: seen before' };
    },
  };
}

type Claims = Readonly<Record<string, unknown>>;

async function verifyProof(
  proof: string,
): Promise<{ ok: true; payload: Claims; thumbprint: string } | { ok: false; problem: string }> {
  try {
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
      algorithms: [...clientAlgorithms],
      typ: 'dpop+jwt',
    });
    const { jwk } = protectedHeader;
    if (jwk === undefined) return { ok: false, problem: 'jwk: missing' };
    return { ok: true, payload, thumbprint: await calculateJwkThumbprint(jwk) };
  } catch (error) {
    const why = error instanceof errors.JOSEError ? error.code : 'unreadable';
    return { ok: false, problem: `it is no valid signature of a key in it (${why})` };
  }
}

function contentProblem(
  { jti, htm, htu, iat, ath }: Claims,
  { method, path, credential }: ProvenCall,
  at: { readonly origin: string; readonly now: number },
): string | undefined {
  if (typeof jti !== 'string' || jti === '' || jti.length > 256) return 'jti: expected a text';
  if (htm !== method) return `htm: expected ${method}`;
  if (typeof htu !== 'string' || placeOf(htu) !== `${at.origin}${path}`) {
    return `htu: expected ${at.origin}${path}`;
  }
  if (typeof iat !== 'number') return 'iat: expected a time';
  const made = iat * 1_000;
  // Of exactly that age it is too old, as it is forgotten then.
  if (made <= at.now - proofAgeMsMax) return 'iat: too old';
  if (made > at.now + proofAheadMsMax) return 'iat: in the future';
  if (credential === null) return undefined;
  const expected = toBase64Url(hash('sha256', credential, 'buffer'));
  return ath === expected ? undefined : 'ath: not the hash of the credential';
}

/** Without its query and fragment, in the form that URLs are compared in (RFC 9449 §4.3). */
function placeOf(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { origin, pathname } = new URL(text);
  return `${origin}${pathname}`;
}
