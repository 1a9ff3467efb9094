/**
 * Access tokens that this node gives out (RFC 9068), signed with ML-DSA-65. A node that starts again has
 * forgotten the keys and so every token, as their holders find out with the next call.
 */
import { hash, randomUUID } from 'node:crypto';
import { type Address, formatAddress } from '@trellis/crypto';
import type { JwksResponse, Scope, TokenResponse } from '@trellis/protocol/http-api';
import { errors, jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import { type CheckedToken, scopesOf, type VerifiedToken } from './token.ts';
import { createTokenKeys, type TokenKey, tokenAlgorithm, tokenLifeMs } from './token-keys.ts';

/** Tokens whose signature is not verified again; those beyond are. */
const verifiedMax = 10_000;

/** What a token is given out for: an API key or a consent, until `untilMs` at the longest. */
interface TokenGrant {
  /** Of the API key, or of the client. */
  readonly keyId: string;
  /** Of the consent, and whose it is. */
  readonly bound?: { readonly consent: string; readonly account: Address };
  /** The key that the token is bound to; `null`: none. */
  readonly thumbprint: string | null;
  readonly scopes: readonly Scope[];
  readonly untilMs: number;
}

export interface IssuedTokens {
  /** What these tokens name as their issuer, and as their audience. */
  readonly issuer: string;
  issue(grant: TokenGrant): Promise<{ readonly id: string; readonly response: TokenResponse }>;
  verify(token: string): Promise<CheckedToken>;
  /** Whether the signature of exactly this token was verified already. */
  isKnown(token: string): boolean;
  /** Whether the token of this name was ended before its time. */
  isRevoked(id: string): boolean;
  /** Ends a token before its time. */
  revoke(token: VerifiedToken): void;
  jwks(): Promise<JwksResponse>;
  /** The keys that there are, by their thumbprints; none before the first token. */
  keyNames(): readonly string[];
}

/** Tokens of the node that calls itself `issuer`. The first key is made when it is first needed. */
export function createIssuedTokens(issuer: string, now: () => number): IssuedTokens {
  const keys = createTokenKeys(now);
  const verified = new LRUCache<string, VerifiedToken>({ max: verifiedMax });
  /** When each would have expired. */
  const revoked = new Map<string, number>();

  return {
    issuer,
    async issue(grant) {
      const key = await keys.signing();
      const at = now();
      const { token, scope, verified: made } = await sign(key, issuer, grant, at);
      // What was made here need not be verified: so its holder never waits for those who guess.
      verified.set(tokenName(token), made);
      const response: TokenResponse = {
        access_token: token,
        token_type: grant.thumbprint === null ? 'Bearer' : 'DPoP',
        expires_in: Math.max(0, Math.floor((made.expires - at) / 1_000)),
        scope,
      };
      return { id: made.id, response };
    },
    async verify(token) {
      const name = tokenName(token);
      let known = verified.get(name);
      try {
        known ??= await verifySignature(token, issuer, keys.all(), now());
      } catch (error) {
        const isExpired = error instanceof errors.JWTExpired;
        return { ok: false, refusal: isExpired ? 'credential_expired' : 'invalid_credential' };
      }
      verified.set(name, known);
      const { subject, expires, id } = known;
      if (expires <= now()) return { ok: false, refusal: 'credential_expired', subject };
      if (revoked.has(id)) return { ok: false, refusal: 'credential_revoked', subject };
      return { ok: true, token: known };
    },
    isRevoked: (id) => revoked.has(id),
    isKnown: (token) => verified.has(tokenName(token)),
    revoke({ id, expires }) {
      for (const [old, until] of revoked) if (until <= now()) revoked.delete(old);
      revoked.set(id, expires);
    },
    async jwks() {
      await keys.signing();
      return { keys: keys.all().map(({ jwk }) => jwk) };
    },
    keyNames: () => keys.all().map(({ kid }) => kid),
  };
}

interface SignedToken {
  readonly token: string;
  readonly scope: string;
  readonly verified: VerifiedToken;
}

async function sign(
  { kid, privateKey }: TokenKey,
  issuer: string,
  { keyId, scopes, untilMs, bound, thumbprint }: TokenGrant,
  now: number,
): Promise<SignedToken> {
  const id = randomUUID();
  const issued = Math.floor(now / 1_000);
  const expires = Math.floor(Math.min(now + tokenLifeMs, untilMs) / 1_000);
  const scope = scopes.join(' ');
  const confirmation = thumbprint === null ? {} : { cnf: { jkt: thumbprint } };
  const consent = bound === undefined ? {} : { consent: bound.consent };
  const token = await new SignJWT({ scope, client_id: keyId, ...consent, ...confirmation })
    .setProtectedHeader({ alg: tokenAlgorithm, typ: 'at+jwt', kid })
    .setIssuer(issuer)
    .setAudience(issuer)
    .setSubject(bound === undefined ? keyId : formatAddress(bound.account))
    .setJti(id)
    .setIssuedAt(issued)
    .setExpirationTime(expires)
    .sign(privateKey);
  const shared = {
    ...({ type: 'own', subject: keyId, scopes, accounts: null, id } as const),
    consent: bound?.consent ?? null,
    thumbprint,
  };
  const verified = { ...shared, issued: issued * 1_000, expires: expires * 1_000 };
  return { token, scope, verified };
}

/** Throws what `jose` throws. */
async function verifySignature(
  token: string,
  issuer: string,
  keys: readonly TokenKey[],
  now: number,
): Promise<VerifiedToken> {
  const keyNamed = ({ kid }: { readonly kid?: string }): TokenKey['publicKey'] => {
    const key = keys.find((one) => one.kid === kid);
    if (key === undefined) throw new errors.JWKSNoMatchingKey();
    return key.publicKey;
  };
  const { payload } = await jwtVerify(token, keyNamed, {
    algorithms: [tokenAlgorithm],
    issuer,
    audience: issuer,
    typ: 'at+jwt',
    currentDate: new Date(now),
    requiredClaims: ['sub', 'jti', 'exp', 'iat', 'client_id'],
  });
  const { jti = '', iat = 0, exp = 0, client_id: holder, consent, cnf } = payload;
  return {
    type: 'own',
    subject: String(holder),
    scopes: scopesOf(payload.scope, ''),
    accounts: null,
    id: jti,
    issued: iat * 1_000,
    expires: exp * 1_000,
    consent: typeof consent === 'string' ? consent : null,
    thumbprint: thumbprintIn(cnf),
  };
}

/** Tokens are remembered by their hash: memory is read by debuggers and ends up in core dumps. */
function tokenName(token: string): string {
  return hash('sha256', token, 'hex');
}

function thumbprintIn(confirmation: unknown): string | null {
  if (typeof confirmation !== 'object' || confirmation === null) return null;
  return 'jkt' in confirmation && typeof confirmation.jkt === 'string' ? confirmation.jkt : null;
}
