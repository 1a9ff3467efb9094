/** Access tokens of an identity provider that the operator trusts. */
import { readFile } from 'node:fs/promises';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import { ConfigError } from '../config/config-error.ts';
import type { IssuerConfig } from '../config/http-config.ts';
import { accountsOf, type CheckedToken, scopesOf } from './token.ts';

export interface ExternalTokens {
  readonly issuer: string;
  /** Throws `IssuerUnreachable` when the provider's keys can't be fetched. */
  verify(token: string): Promise<CheckedToken>;
}

/** The keys of the identity provider can't be had at the moment. */
export class IssuerUnreachable extends Error {
  readonly code = 'issuer_unreachable';

  constructor(issuer: string, options?: ErrorOptions) {
    super(`the keys of ${issuer} can't be fetched`, options);
    this.name = 'IssuerUnreachable';
  }
}

/** Trusts an issuer. Throws `ConfigError` when a file of keys can't be read. */
export async function trustIssuer(
  config: IssuerConfig,
  now: () => number,
): Promise<ExternalTokens> {
  const { issuer, audience, algorithms, scopePrefix } = config;
  const keys = await keysOf(config);
  return {
    issuer,
    async verify(token) {
      try {
        const { payload } = await jwtVerify(token, keys, {
          issuer,
          audience,
          algorithms: [...algorithms],
          currentDate: new Date(now()),
          requiredClaims: ['sub', 'exp'],
        });
        const { sub = '', jti = '', iat = 0, exp = 0, scope, scp, trellis_accounts } = payload;
        const accounts = accountsOf(trellis_accounts);
        // A limit that can't be read must not become none.
        if (accounts === undefined) return { ok: false, refusal: 'invalid_credential' };
        return {
          ok: true,
          token: {
            type: 'outside',
            consent: null,
            thumbprint: null,
            subject: sub,
            scopes: scopesOf(scope ?? scp, scopePrefix),
            accounts,
            id: jti,
            issued: iat * 1_000,
            expires: exp * 1_000,
          },
        };
      } catch (error) {
        if (isOutage(error)) throw new IssuerUnreachable(issuer, { cause: error });
        const isExpired = error instanceof errors.JWTExpired;
        return { ok: false, refusal: isExpired ? 'credential_expired' : 'invalid_credential' };
      }
    },
  };
}

/** What went wrong is not the token, but getting the keys: `jose` says so by what it throws. */
function isOutage(error: unknown): boolean {
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) return true;
  return !(error instanceof errors.JOSEError) || error.code === 'ERR_JOSE_GENERIC';
}

async function keysOf({ jwks }: IssuerConfig): Promise<JWTVerifyGetKey> {
  if (/^https?:/.test(jwks)) {
    return createRemoteJWKSet(new URL(jwks), { timeoutDuration: 5_000, cooldownDuration: 10_000 });
  }
  try {
    return createLocalJWKSet(JSON.parse(await readFile(jwks, 'utf8')));
  } catch (error) {
    throw new ConfigError('config_unreadable', `http.issuer.jwks: ${jwks} is no readable JWKS`, {
      cause: error,
    });
  }
}
