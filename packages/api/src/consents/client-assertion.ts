/** Who a client is: it signs a short statement with its registered key (RFC 7523, `private_key_jwt`). It has no secret. */
import { decodeJwt, importJWK, jwtVerify } from 'jose';
import { clientAlgorithms } from '../credentials/key-proofs.ts';
import type { SeenOnce } from '../credentials/seen-once.ts';
import { algorithmOf, type RegisteredClient } from './consent-clients.ts';

export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** How long an assertion may be valid, and how far clocks may be apart, in seconds. */
const lifeSecondsMax = 300;
const clockSeconds = 10;

export interface ClientAssertions {
  /** The client whose assertion this is, made for this server and never seen before; `undefined`: nobody's. */
  clientOf(assertion: string): Promise<RegisteredClient | undefined>;
}

export function createClientAssertions(
  issuer: string,
  clientNamed: (id: string) => RegisteredClient | undefined,
  now: () => number,
  once: SeenOnce,
): ClientAssertions {
  return {
    async clientOf(assertion) {
      // Whose it says to be is for the signature to show.
      const client = clientNamed(subjectOf(assertion) ?? '');
      if (client === undefined) return undefined;
      const claims = await verifiedClaims(assertion, client, issuer, now()).catch(() => undefined);
      if (claims === undefined) return undefined;
      const { aud, iat = 0, exp = 0, jti = '' } = claims;
      // `jose` asks this of `nbf` alone. One for years ahead would also have to be remembered for years.
      const isMade = iat * 1_000 <= now() + clockSeconds * 1_000;
      const isShort = exp - iat <= lifeSecondsMax && jti.length <= 256;
      if (aud !== issuer || !isMade || !isShort) return undefined;
      const isNew = once(`assertion ${client.id} ${jti}`, (exp + 60) * 1_000);
      return isNew ? client : undefined;
    },
  };
}

function subjectOf(assertion: string): string | undefined {
  try {
    return decodeJwt(assertion).sub;
  } catch {
    return undefined;
  }
}

/** Throws what `jose` throws. */
async function verifiedClaims(
  assertion: string,
  { id, jwk }: RegisteredClient,
  issuer: string,
  now: number,
) {
  const key = await importJWK(jwk, jwk.alg ?? algorithmOf(jwk));
  const { payload } = await jwtVerify(assertion, key, {
    algorithms: [...clientAlgorithms],
    issuer: id,
    subject: id,
    audience: issuer,
    currentDate: new Date(now),
    clockTolerance: clockSeconds,
    requiredClaims: ['exp', 'iat', 'jti'],
  });
  return payload;
}
