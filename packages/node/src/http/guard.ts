/** Stands before every route: finds out who calls, and lets in those who may. */

import type { Scope } from '@trellis/protocol/http-api';
import type { FastifyRequest } from 'fastify';
import {
  type ApiKeyRecord,
  type ApiKeyRefusal,
  apiKeyRefusal,
  checkApiKey,
} from '../access/api-key.ts';
import { plainAddress } from '../access/network.ts';
import {
  type AccessRefusal,
  keyPrincipal,
  type Principal,
  routeRefusal,
} from '../access/principal.ts';
import { ApiError } from './problem.ts';
import type { Route } from './route.ts';

export interface Guard {
  /** Lets a request through to its route. Throws `ApiError` 401, 403 or 429. */
  admit(route: Route, request: FastifyRequest): Promise<void>;
  /** Who made a request that was let through. */
  principalOf(request: FastifyRequest): Principal;
  /** Whether a caller that was let in before still would be: for streams, which stay open for long. */
  stillValid(principal: Principal, address: string): boolean;
}

/** What the guard goes by. */
export interface GuardSources {
  /** What calls without a credential may do. */
  readonly anonymous: readonly Scope[];
  readonly keys: () => ReadonlyMap<string, ApiKeyRecord>;
  readonly now: () => number;
  readonly onUse: (key: ApiKeyRecord, address: string) => void;
}

export function createGuard({ anonymous, keys, now, onUse }: GuardSources): Guard {
  const nobody: Principal = { type: 'anonymous', id: '', scopes: anonymous, accounts: null };
  const principals = new WeakMap<FastifyRequest, Principal>();

  function identify(request: FastifyRequest): Principal {
    const credential = bearer(request.headers.authorization);
    if (credential === undefined) return nobody;
    const address = plainAddress(request.ip);
    const checked = checkApiKey(keys(), credential, { address, now: BigInt(now()) });
    if (!checked.ok) throw refused(checked.refusal);
    onUse(checked.record, address);
    return keyPrincipal(checked.record);
  }

  return {
    async admit(route, request) {
      const principal = identify(request);
      const refusal = routeRefusal(principal, route.access, route.accounts ?? 'all');
      if (refusal !== undefined) throw refused(refusal, route.access);
      principals.set(request, principal);
    },
    principalOf: (request) => principals.get(request) ?? { ...nobody, scopes: [] },
    stillValid(principal, address) {
      if (principal.type === 'anonymous') return true;
      const record = keys().get(principal.id);
      return (
        record !== undefined && apiKeyRefusal(record, { address, now: BigInt(now()) }) === undefined
      );
    },
  };
}

/** The credential in an `Authorization` header (RFC 6750 §2.1). Throws `ApiError` for another scheme. */
function bearer(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const credential = /^Bearer +([A-Za-z0-9._~+/=-]{1,8192})$/i.exec(header)?.[1];
  if (credential !== undefined) return credential;
  throw refused('invalid_credential');
}

/** An answer for whoever is not let in, as RFC 6750 §3 has it. */
function refused(refusal: AccessRefusal | ApiKeyRefusal, access?: Route['access']): ApiError {
  const challenge = (error?: string): Readonly<Record<string, string>> => ({
    'www-authenticate': `Bearer realm="trellis"${error === undefined ? '' : `, error="${error}"`}`,
  });
  const needed = access === undefined || access === 'open' ? '' : ` of scope "${access}"`;
  switch (refusal) {
    case 'unauthenticated':
      return new ApiError(
        401,
        refusal,
        `this call takes a credential${needed}: send "Authorization: Bearer" with an API key or a token`,
        challenge(),
      );
    case 'invalid_credential':
      return new ApiError(
        401,
        refusal,
        'the credential is not one that this node knows',
        challenge('invalid_token'),
      );
    case 'credential_expired':
      return new ApiError(401, refusal, 'the credential has expired', challenge('invalid_token'));
    case 'credential_revoked':
      return new ApiError(401, refusal, 'the credential was revoked', challenge('invalid_token'));
    case 'address_not_permitted':
      return new ApiError(403, refusal, 'the credential may not be used from this address');
    case 'insufficient_scope':
      return new ApiError(403, refusal, `this call takes a credential${needed}`, {
        'www-authenticate': `Bearer realm="trellis", error="insufficient_scope", scope="${access}"`,
      });
    case 'account_not_permitted':
      return new ApiError(
        403,
        refusal,
        'this credential is limited to some accounts, and this call concerns all',
      );
  }
}
