/** Stands before every endpoint: finds out who calls, lets in those who may, and has the rest written down. */
import type { Access, Endpoint, Scope } from '@trellis/protocol/http-api';
import type { FastifyRequest } from 'fastify';
import { decodeJwt } from 'jose';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { HttpConfig } from '../config/http-config.ts';
import { addressGroup, plainAddress } from '../config/network.ts';
import {
  type ApiKeyRecord,
  apiKeyPrefix,
  apiKeyRefusal,
  checkApiKey,
} from '../credentials/api-key.ts';
import { IssuerUnreachable, type OutsideTokens } from '../credentials/outside-tokens.ts';
import type { OwnTokens } from '../credentials/own-tokens.ts';
import {
  accessRefusal,
  keyPrincipal,
  type Principal,
  tokenPrincipal,
} from '../credentials/principal.ts';
import { ApiError, accessError, clientError } from '../http/problem.ts';
import {
  type BucketState,
  createRateLimiter,
  type RateLimiter,
  rateLimitHeaders,
} from './token-bucket.ts';

/** What the table says of who may call. */
type Guarded = Pick<Endpoint, 'access' | 'accounts'>;

export interface Guard {
  /** Counts any request, whether there is an endpoint for it or not. Throws `ApiError` 429. */
  count(request: FastifyRequest): void;
  /** Lets a request through to its endpoint. Throws `ApiError` 401, 403, 429 or 503. */
  admit(endpoint: Guarded, request: FastifyRequest): Promise<void>;
  /** Who made a request that was let through. */
  principalOf(request: FastifyRequest): Principal;
  /** Whether a caller that was let in before still would be: for streams, which stay open for long. */
  stillValid(principal: Principal, address: string): boolean;
  /** Counts a call as many. */
  charge(request: FastifyRequest, count: number): void;
  /** A request failed after it was let in. */
  failed(endpoint: Guarded, request: FastifyRequest, error: ApiError): void;
  /** The headers that tell a caller of its limits. */
  headersOf(request: FastifyRequest): Readonly<Record<string, string>>;
}

/** What the guard goes by. */
export interface GuardSources {
  readonly config: Pick<HttpConfig, 'anonymous' | 'limits'>;
  readonly keys: () => ReadonlyMap<string, ApiKeyRecord>;
  readonly now: () => number;
  readonly trail: AuditTrail;
  readonly onUse: (key: ApiKeyRecord, address: string) => void;
  readonly ownTokens: Pick<OwnTokens, 'verify' | 'isKnown' | 'isRevoked' | 'issuer'>;
  readonly outsideTokens: OutsideTokens | null;
}

/** What is known of a request so far. */
interface Visit {
  readonly address: string;
  principal: Principal;
  /** The id of a key that was presented rightly, also when it was refused. */
  who: string;
  readonly counted: [name: string, limiter: RateLimiter, state: BucketState][];
}

/** Scopes whose every use is written down, before it does anything. */
const privileged: ReadonlySet<Access> = new Set(['admin', 'audit'] satisfies Scope[]);

export function createGuard({
  config,
  keys,
  now,
  trail,
  onUse,
  ownTokens,
  outsideTokens,
}: GuardSources): Guard {
  const { anonymous, limits } = config;
  const nobody: Principal = {
    type: 'anonymous',
    id: '',
    scopes: anonymous,
    accounts: null,
    expires: null,
    token: null,
  };
  const perAddress = createRateLimiter(limits.perAddress);
  const perKey = createRateLimiter(limits.perKey);
  const failures = createRateLimiter({
    perSecond: limits.failuresPerMinute / 60,
    burst: limits.failuresPerMinute,
  });
  const visits = new WeakMap<FastifyRequest, Visit>();

  function visitOf(request: FastifyRequest): Visit {
    const known = visits.get(request);
    if (known !== undefined) return known;
    const address = plainAddress(request.ip);
    const visit: Visit = { address, principal: { ...nobody, scopes: [] }, who: '', counted: [] };
    visits.set(request, visit);
    return visit;
  }

  function countAgainst(visit: Visit, name: string, limiter: RateLimiter, bucket: string): void {
    const state = limiter.take(bucket, now());
    visit.counted.push([name, limiter, state]);
    if (!state.ok) throw tooMany(`the limit of this ${name} is reached`, state);
  }

  /** Throws `ApiError`. */
  async function identify(
    endpoint: Guarded,
    request: FastifyRequest,
    visit: Visit,
  ): Promise<Principal> {
    const { authorization } = request.headers;
    if (authorization === undefined || endpoint.access === 'open') return nobody;
    if (endpoint.access === 'client') {
      const key = basicCredential(authorization);
      if (key === undefined) throw wrongCredential(visit);
      return keyPrincipal(byKey(key, visit));
    }
    const credential = /^Bearer +([A-Za-z0-9._~+/=-]{1,8192})$/i.exec(authorization)?.[1];
    if (credential === undefined) throw wrongCredential(visit);
    return credential.startsWith(apiKeyPrefix)
      ? keyPrincipal(byKey(credential, visit))
      : byToken(credential, visit);
  }

  function byKey(credential: string, visit: Visit): ApiKeyRecord {
    const { address } = visit;
    const checked = checkApiKey(keys(), credential, { address, now: BigInt(now()) });
    if (!checked.ok) {
      visit.who = checked.id ?? '';
      if (checked.refusal === 'invalid_credential') throw wrongCredential(visit);
      throw accessError(checked.refusal);
    }
    onUse(checked.record, address);
    return checked.record;
  }

  async function byToken(token: string, visit: Visit): Promise<Principal> {
    const issuer = issuerOf(token);
    const verifier = [ownTokens, outsideTokens].find((one) => one?.issuer === issuer);
    // Verifying takes a hundred times what looking up a key does: not for who guesses.
    const mayGuess = failures.peek(addressGroup(visit.address), now()).ok;
    if (verifier == null || (!mayGuess && !ownTokens.isKnown(token))) throw wrongCredential(visit);
    const checked = await verifier.verify(token).catch((error: unknown) => {
      if (!(error instanceof IssuerUnreachable)) throw error;
      throw new ApiError('issuer_unreachable', `${error.message}; try again in a moment`);
    });
    if (!checked.ok) {
      visit.who = checked.subject ?? '';
      if (checked.refusal === 'invalid_credential') throw wrongCredential(visit);
      throw accessError(checked.refusal);
    }
    const { subject, scopes, accounts, expires, type } = checked.token;
    visit.who = subject;
    if (type === 'outside') {
      return { type: 'issuer', id: subject, scopes, accounts, expires, token: null };
    }
    const record = keys().get(subject);
    if (record === undefined) throw accessError('credential_revoked');
    const refusal = apiKeyRefusal(record, { address: visit.address, now: BigInt(now()) });
    if (refusal !== undefined) throw accessError(refusal);
    onUse(record, visit.address);
    return tokenPrincipal(record, checked.token);
  }

  /** Wrong ones are few where nobody guesses; whoever is beyond that waits, without the right ones of others waiting. */
  function wrongCredential({ address }: Visit): ApiError {
    const state = failures.take(addressGroup(address), now());
    if (state.ok) return accessError('invalid_credential');
    return tooMany('too many wrong credentials came from this address', state);
  }

  function note(request: FastifyRequest, { who, address }: Visit, error: ApiError): void {
    if (![401, 403, 429].includes(error.status)) return;
    trail.noteRefusal({ who, address, what: callText(request), outcome: error.code });
  }

  return {
    count(request) {
      const visit = visitOf(request);
      try {
        countAgainst(visit, 'address', perAddress, addressGroup(visit.address));
      } catch (error) {
        if (error instanceof ApiError) note(request, visit, error);
        throw error;
      }
    },
    async admit(endpoint, request) {
      const visit = visitOf(request);
      try {
        const principal = await identify(endpoint, request, visit);
        visit.who = principal.id;
        if (principal.type !== 'anonymous') countAgainst(visit, 'key', perKey, bucketOf(principal));
        const refusal = accessRefusal(principal, endpoint.access, endpoint.accounts);
        if (refusal !== undefined) throw accessError(refusal, endpoint.access);
        visit.principal = principal;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        note(request, visit, error);
        throw endpoint.access === 'client' ? clientError(error) : error;
      }
      if (!privileged.has(endpoint.access)) return;
      const { who, address } = visit;
      const call = { event: 'call', who, address, what: callText(request) } as const;
      await trail.noteFirst(call).catch(() => {
        throw new ApiError(
          'audit_unavailable',
          'the call was not made, as the node can’t write its audit log; its own log says why',
        );
      });
    },
    principalOf: (request) => visitOf(request).principal,
    stillValid(principal, address) {
      if (principal.expires !== null && principal.expires <= now()) return false;
      if (principal.token !== null && ownTokens.isRevoked(principal.token)) return false;
      if (principal.type === 'anonymous' || principal.type === 'issuer') return true;
      const record = keys().get(principal.id);
      if (record === undefined) return false;
      return apiKeyRefusal(record, { address, now: BigInt(now()) }) === undefined;
    },
    charge(request, count) {
      const { address, principal } = visitOf(request);
      perAddress.charge(addressGroup(address), count, now());
      if (principal.type !== 'anonymous') perKey.charge(bucketOf(principal), count, now());
    },
    failed(endpoint, request, error) {
      const visit = visitOf(request);
      note(request, visit, error);
      if (!privileged.has(endpoint.access)) return;
      const { who, address } = visit;
      trail.note({
        event: 'call_failed',
        who,
        address,
        what: callText(request),
        outcome: error.code,
      });
    },
    headersOf: (request) => {
      const { counted } = visitOf(request);
      if (counted.length === 0) return {};
      return rateLimitHeaders(counted.map(([name, { policy }, state]) => [name, policy, state]));
    },
  };
}

/** A key and its tokens count together; a subject of another issuer may have any name. */
function bucketOf({ type, id }: Principal): string {
  return type === 'issuer' ? `issuer ${id}` : id;
}

/** The key that an OAuth client presents: its id as the name, all of it as the secret (RFC 6749 §2.3.1). */
function basicCredential(authorization: string): string | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/=]{1,1024})$/i.exec(authorization)?.[1] ?? '';
  const [id = '', secret = '', ...rest] = Buffer.from(encoded, 'base64')
    .toString('latin1')
    .split(':');
  const isKey = rest.length === 0 && secret.startsWith(`${apiKeyPrefix}${id}_`);
  return isKey ? secret : undefined;
}

/** Who a token says has signed it; that is for the signature to show. */
function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

/** What was called. The query is left out: nothing in it matters here, and it is where people put secrets. */
function callText({ method, url }: FastifyRequest): string {
  const [path = ''] = url.split('?');
  return `${method} ${path}`;
}

function tooMany(why: string, { seconds }: BucketState): ApiError {
  const detail = `${why}; try again in ${seconds} s`;
  return new ApiError('rate_limited', detail, {
    headers: { 'retry-after': `${Math.max(1, seconds)}` },
  });
}
