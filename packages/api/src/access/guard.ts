/** Stands before every endpoint: finds out who calls, lets in those who may, and has the rest written down. */
import {
  type Access,
  administratorHeader,
  type Endpoint,
  passkeyHeader,
  type Scope,
} from '@trellis/protocol/http-api';
import type { FastifyRequest } from 'fastify';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { HttpConfig } from '../config/http-config.ts';
import { plainAddress } from '../config/network.ts';
import { consentState, type GivenConsents } from '../consents/given-consents.ts';
import { apiKeyRefusal } from '../credentials/api-key.ts';
import type { IssuedTokens } from '../credentials/issued-tokens.ts';
import { accessRefusal, type Principal } from '../credentials/principal.ts';
import { createMeter, type Meter } from '../http/meter.ts';
import { ApiError, accessError, clientError } from '../http/problem.ts';
import type { Administrators } from './administrators.ts';
import { createCallLimits } from './call-limits.ts';
import { type IdentitySources, identify, type Presented } from './identify.ts';
import { rateLimitHeaders } from './token-bucket.ts';
import type { Visit } from './visit.ts';

/** What the table says of who may call. */
type Guarded = Pick<Endpoint, 'access' | 'accounts'>;

export interface Guard {
  /** Counts a request that gets to no endpoint. Throws `ApiError` 429. */
  count(request: FastifyRequest): void;
  /** Lets a request through to its endpoint. Throws `ApiError` 401, 403, 429 or 503. */
  admit(endpoint: Guarded, request: FastifyRequest): Promise<void>;
  /** Refuses another body than was signed, where one was. Throws `ApiError` 403. */
  requireBody(request: FastifyRequest, body: Uint8Array): void;
  /** Who made a request that was let through. */
  principalOf(request: FastifyRequest): Principal;
  /** Whether a caller that was let in before still would be: for streams, which stay open for long. */
  stillValid(principal: Principal, address: string): boolean;
  /** Counts what a request costs. */
  meterOf(request: FastifyRequest): Meter;
  /** Counts a call as so many. */
  charge(request: FastifyRequest, calls: number): void;
  /** A request failed after it was let in. */
  failed(endpoint: Guarded, request: FastifyRequest, error: ApiError): void;
  /** The headers that tell a caller of its limits. */
  headersOf(request: FastifyRequest): Readonly<Record<string, string>>;
}

/** What the guard goes by. */
export interface GuardSources extends Omit<IdentitySources, 'limits'> {
  readonly config: Pick<HttpConfig, 'anonymous' | 'limits'>;
  readonly trail: AuditTrail;
  readonly administrators: Administrators;
  readonly consents: Pick<GivenConsents, 'get' | 'noteUse'>;
  readonly issuedTokens: Pick<IssuedTokens, 'verify' | 'isKnown' | 'isRevoked' | 'issuer'>;
}

/** Scopes whose every use is written down, before it does anything. */
const privileged: ReadonlySet<Access> = new Set(['admin', 'audit'] satisfies Scope[]);

export function createGuard(sources: GuardSources): Guard {
  const { config, now, trail } = sources;
  const callLimits = createCallLimits(config.limits, now);
  const visits = new WeakMap<FastifyRequest, Visit>();

  function visitOf(request: FastifyRequest): Visit {
    const known = visits.get(request);
    if (known !== undefined) return known;
    const address = plainAddress(request.ip);
    const visit = newVisit(address);
    visits.set(request, visit);
    return visit;
  }

  return {
    count(request) {
      const visit = visitOf(request);
      try {
        callLimits.countKeyless(visit);
      } catch (error) {
        if (error instanceof ApiError) noteRefusal(trail, request, visit, error);
        throw error;
      }
    },
    async admit(endpoint, request) {
      const visit = visitOf(request);
      try {
        await letIn({ ...sources, limits: callLimits }, endpoint, request, visit);
        if (endpoint.access === 'admin') visit.signed = await checkSigned(sources, request);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        noteRefusal(trail, request, visit, error);
        throw endpoint.access === 'client' ? clientError(error) : error;
      }
      if (privileged.has(endpoint.access)) await noteCall(trail, request, visit);
      if (visit.principal.consent !== undefined) await noteConsentUse(sources, request, visit);
    },
    requireBody: (request, body) => visitOf(request).signed?.requireBody(body),
    principalOf: (request) => visitOf(request).principal,
    stillValid: (principal, address) => stillValid(sources, principal, address),
    meterOf(request) {
      const visit = visitOf(request);
      return createMeter(visit.cost, () => visit.charge());
    },
    charge(request, calls) {
      const visit = visitOf(request);
      visit.cost.calls = calls;
      visit.charge();
    },
    failed(endpoint, request, error) {
      const visit = visitOf(request);
      noteRefusal(trail, request, visit, error);
      if (!privileged.has(endpoint.access)) return;
      const { who, address } = visit;
      const what = callText(request);
      trail.note({ event: 'call_failed', who, address, what, outcome: error.code });
    },
    headersOf: (request) => {
      const { counted } = visitOf(request);
      if (counted.length === 0) return {};
      return rateLimitHeaders(counted.map(([name, { policy }, state]) => [name, policy, state]));
    },
  };
}

/** Finds out who calls, and whether they may. Throws `ApiError`. */
async function letIn(
  sources: IdentitySources & Pick<GuardSources, 'config'>,
  { access, accounts }: Guarded,
  request: FastifyRequest,
  visit: Visit,
): Promise<void> {
  const { limits, config } = sources;
  const known = await identify(sources, presentedBy(request), access, visit).catch((error) => {
    limits.countKeyless(visit);
    throw error;
  });
  const principal = known ?? anonymous(config.anonymous);
  visit.who = principal.id;
  if (known === null) limits.countKeyless(visit);
  else limits.countKey(visit, known);
  const refusal = accessRefusal(principal, access, accounts);
  if (refusal !== undefined) throw accessError(refusal, access);
  visit.principal = principal;
}

/** Throws `ApiError` `invalid_administrator_signature`. */
function checkSigned({ administrators }: GuardSources, { headers, method, url }: FastifyRequest) {
  const given = (name: string): string | undefined => {
    const value = headers[name.toLowerCase()];
    return typeof value === 'string' ? value : undefined;
  };
  const [signature, passkey] = [given(administratorHeader), given(passkeyHeader)];
  return administrators.check({ method, target: url, signature, passkey });
}

function presentedBy({ headers, method, url }: FastifyRequest): Presented {
  const { authorization, dpop } = headers;
  const [path = ''] = url.split('?', 1);
  return { authorization, proof: typeof dpop === 'string' ? dpop : undefined, method, path };
}

/** Whoever shows no credential. */
function anonymous(scopes: readonly Scope[]): Principal {
  return { type: 'anonymous', id: '', scopes, accounts: null, expires: null, token: null };
}

function newVisit(address: string): Visit {
  return {
    address,
    principal: anonymous([]),
    who: '',
    counted: [],
    signed: null,
    cost: { calls: 1, bytes: 0, cpuMs: 0 },
    charge: () => undefined,
  };
}

function stillValid(
  { keys, now, issuedTokens, consents }: GuardSources,
  principal: Principal,
  address: string,
): boolean {
  if (principal.expires !== null && principal.expires <= now()) return false;
  if (principal.token !== null && issuedTokens.isRevoked(principal.token)) return false;
  if (principal.type === 'anonymous' || principal.type === 'issuer') return true;
  if (principal.consent !== undefined) {
    const consent = consents.get(principal.consent.id);
    return consent !== undefined && consentState(consent, now()) === 'active';
  }
  const record = keys().get(principal.id);
  if (record === undefined) return false;
  return apiKeyRefusal(record, { address, now: BigInt(now()) }) === undefined;
}

function noteRefusal(
  trail: AuditTrail,
  request: FastifyRequest,
  { who, address }: Visit,
  error: ApiError,
): void {
  if (![401, 403, 429].includes(error.status)) return;
  trail.noteRefusal({ who, address, what: callText(request), outcome: error.code });
}

/** Throws `ApiError` 503: nothing privileged happens that can't be written down first. */
async function noteCall(
  trail: AuditTrail,
  request: FastifyRequest,
  { who, address, signed }: Visit,
): Promise<void> {
  const outcome = signed === null ? '' : `signed by ${signed.administrator}`;
  await noteFirst(trail, { event: 'call', who, address, what: callText(request), outcome });
}

/** Throws `ApiError` 503: an owner can see each use of a consent. */
async function noteConsentUse(
  { trail, consents, now }: Pick<GuardSources, 'trail' | 'consents' | 'now'>,
  request: FastifyRequest,
  { who, address, principal: { consent } }: Visit,
): Promise<void> {
  if (consent === undefined) return;
  const what = callText(request);
  await noteFirst(trail, { event: 'consent_used', who, address, what, outcome: consent.id });
  consents.noteUse(consent.id, { time: BigInt(now()), what: what.slice(0, 256), address });
}

async function noteFirst(
  trail: AuditTrail,
  fact: Parameters<AuditTrail['noteFirst']>[0],
): Promise<void> {
  await trail.noteFirst(fact).catch(() => {
    throw new ApiError(
      'audit_unavailable',
      'the call was not made, as the node can’t write its audit log; its own log says why',
    );
  });
}

/** What was called. The query is left out: nothing in it matters here, and it is where people put secrets. */
function callText({ method, url }: FastifyRequest): string {
  const [path = ''] = url.split('?');
  return `${method} ${path}`;
}
