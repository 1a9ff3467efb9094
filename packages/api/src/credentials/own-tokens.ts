/**
 * Access tokens that this node gives out (RFC 9068), signed with ML-DSA-65. Their keys are made by the process
 * and never leave it: there is nothing to steal from a disk, and a node that starts again has forgotten every
 * token, as their holders find out with the next call.
 */
import { hash, randomUUID } from 'node:crypto';
import type { JwksResponse, Scope, TokenResponse } from '@trellis/protocol/http-api';
import {
  type CryptoKey,
  calculateJwkThumbprint,
  errors,
  exportJWK,
  generateKeyPair,
  jwtVerify,
  SignJWT,
} from 'jose';
import { type CheckedToken, scopesOf, type VerifiedToken } from './token.ts';

const algorithm = 'ML-DSA-65';

/** How long a token lives at most. */
const tokenLifeMs = 600_000;

/** How long one key signs; it verifies for as long as its tokens live. */
const keyLifeMs = 86_400_000;

/** Tokens whose signature is not verified again; those beyond are. */
const verifiedMax = 10_000;

interface SigningPair {
  readonly kid: string;
  readonly jwk: JwksResponse['keys'][number];
  readonly publicKey: CryptoKey;
  readonly privateKey: CryptoKey;
  readonly madeMs: number;
}

export interface OwnTokens {
  /** What these tokens name as their issuer, and as their audience. */
  readonly issuer: string;
  /** A token for an API key, until `untilMs` at the longest. */
  issue(grant: {
    readonly keyId: string;
    readonly scopes: readonly Scope[];
    readonly untilMs: number;
  }): Promise<{ readonly id: string; readonly response: TokenResponse }>;
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
export function createOwnTokens(issuer: string, now: () => number): OwnTokens {
  let pairs: readonly SigningPair[] = [];
  let making: Promise<SigningPair> | undefined;
  const verified = new Map<string, VerifiedToken>();
  /** When each would have expired. */
  const revoked = new Map<string, number>();

  async function make(): Promise<SigningPair> {
    const { publicKey, privateKey } = await generateKeyPair(algorithm);
    const { pub = '' } = await exportJWK(publicKey);
    const shape = { kty: 'AKP', alg: algorithm, pub } as const;
    const kid = await calculateJwkThumbprint(shape);
    const pair: SigningPair = {
      kid,
      jwk: { ...shape, use: 'sig', kid },
      publicKey,
      privateKey,
      madeMs: now(),
    };
    pairs = [...pairs.filter(({ madeMs }) => now() - madeMs < keyLifeMs + tokenLifeMs), pair];
    return pair;
  }

  async function signingPair(): Promise<SigningPair> {
    const newest = pairs.at(-1);
    if (newest !== undefined && now() - newest.madeMs < keyLifeMs) return newest;
    making ??= make().finally(() => {
      making = undefined;
    });
    return making;
  }

  async function verifyNew(token: string): Promise<VerifiedToken> {
    const { payload } = await jwtVerify(
      token,
      ({ kid }) => {
        const pair = pairs.find((one) => one.kid === kid);
        if (pair === undefined) throw new errors.JWKSNoMatchingKey();
        return pair.publicKey;
      },
      {
        algorithms: [algorithm],
        issuer,
        audience: issuer,
        typ: 'at+jwt',
        currentDate: new Date(now()),
        requiredClaims: ['sub', 'jti', 'exp', 'iat'],
      },
    );
    const { sub = '', jti = '', iat = 0, exp = 0 } = payload;
    return {
      type: 'own',
      subject: sub,
      scopes: scopesOf(payload.scope, ''),
      accounts: null,
      id: jti,
      issued: iat * 1_000,
      expires: exp * 1_000,
    };
  }

  return {
    issuer,
    async issue({ keyId, scopes, untilMs }) {
      const { kid, privateKey } = await signingPair();
      const id = randomUUID();
      const issued = Math.floor(now() / 1_000);
      const expires = Math.floor(Math.min(now() + tokenLifeMs, untilMs) / 1_000);
      const scope = scopes.join(' ');
      const token = await new SignJWT({ scope, client_id: keyId })
        .setProtectedHeader({ alg: algorithm, typ: 'at+jwt', kid })
        .setIssuer(issuer)
        .setAudience(issuer)
        .setSubject(keyId)
        .setJti(id)
        .setIssuedAt(issued)
        .setExpirationTime(expires)
        .sign(privateKey);
      // What was made here need not be verified: so its holder never waits for those who guess.
      keepNewest(verified, tokenName(token), {
        type: 'own',
        subject: keyId,
        scopes,
        accounts: null,
        id,
        issued: issued * 1_000,
        expires: expires * 1_000,
      });
      const response: TokenResponse = {
        access_token: token,
        token_type: 'Bearer',
        expires_in: Math.max(0, Math.floor(expires - now() / 1_000)),
        scope,
      };
      return { id, response };
    },
    async verify(token) {
      const name = tokenName(token);
      let known = verified.get(name);
      try {
        known ??= await verifyNew(token);
      } catch (error) {
        const isExpired = error instanceof errors.JWTExpired;
        return { ok: false, refusal: isExpired ? 'credential_expired' : 'invalid_credential' };
      }
      keepNewest(verified, name, known);
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
      await signingPair();
      return { keys: pairs.map(({ jwk }) => jwk) };
    },
    keyNames: () => pairs.map(({ kid }) => kid),
  };
}

/** Tokens are remembered by their hash: memory is read by debuggers and ends up in core dumps. */
function tokenName(token: string): string {
  return hash('sha256', token, 'hex');
}

function keepNewest<T>(map: Map<string, T>, name: string, value: T): void {
  map.delete(name);
  map.set(name, value);
  if (map.size <= verifiedMax) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
