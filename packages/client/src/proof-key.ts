/**
 * Keys that API keys and tokens are bound to (DPoP, RFC 9449): each request carries a proof of the key, so that a credential
 * that was stolen alone is worthless.
 */
import { fromHex, sha256, toBase64Url } from '@trellis/crypto';
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  SignJWT,
} from 'jose';
import type { ProofKey } from './credential.ts';
import { type ProofAlgorithm, proofAlgorithms } from './proof-algorithms.ts';

/**
 * Makes a key, as a private JWK to keep where nobody else reads. The proofs of ML-DSA-44 take 6 kB of a request's headers,
 * and fit into the 8 kB that proxies usually let through in one; those of ML-DSA-65 do not.
 *
 * @example const transport = httpTransport({ url, credential, proofKey: await openProofKey(await makeProofKey()) });
 */
export async function makeProofKey(algorithm: ProofAlgorithm = 'ML-DSA-44'): Promise<JWK> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  return { ...(await exportJWK(privateKey)), alg: algorithm };
}

/** Opens a key that `makeProofKey` made. Throws a `TypeError` for what is none; its message repeats nothing of the key. */
export async function openProofKey(jwk: JWK): Promise<ProofKey> {
  const alg = proofAlgorithms.find((known) => known === (jwk as JWK | null)?.alg);
  if (alg === undefined) {
    throw new TypeError(`the key names no "alg" of ${proofAlgorithms.join(', ')}`);
  }
  const key = await importJWK(jwk, alg).catch(() => undefined);
  if (key === undefined || key instanceof Uint8Array || key.type !== 'private') {
    throw new TypeError(`it is no private JWK of ${alg}`);
  }
  const shown = publicPart(jwk);
  return {
    thumbprint: await calculateJwkThumbprint(shown),
    prove: ({ method, url, credential }) => {
      const { origin, pathname } = new URL(url);
      const ath = toBase64Url(fromHex(sha256(new TextEncoder().encode(credential))));
      const jti = toBase64Url(crypto.getRandomValues(new Uint8Array(16)));
      return new SignJWT({ htm: method, htu: `${origin}${pathname}`, ath, jti })
        .setProtectedHeader({ alg, typ: 'dpop+jwt', jwk: shown })
        .setIssuedAt()
        .sign(key);
    },
  };
}

/** What of a key goes along with every proof: only what is known to be public. */
function publicPart({ kty, crv, x, y, pub, alg }: JWK): JWK {
  return Object.fromEntries(
    Object.entries({ kty, crv, x, y, pub, alg }).filter(([, value]) => value !== undefined),
  );
}
