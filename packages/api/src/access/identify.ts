/** Finds out who calls, by the credential that a request presents: a key, a token of ours, or one of another issuer. */
import type { Access } from '@trellis/protocol/http-api';
import { decodeJwt } from 'jose';
import { consentPrincipal } from '../consents/consent-principal.ts';
import { consentState, type GivenConsents } from '../consents/given-consents.ts';
import {
  type ApiKeyRecord,
  apiKeyPrefix,
  apiKeyRefusal,
  checkApiKey,
} from '../credentials/api-key.ts';
import { type ExternalTokens, IssuerUnreachable } from '../credentials/external-tokens.ts';
import type { IssuedTokens } from '../credentials/issued-tokens.ts';
import type { KeyProofs } from '../credentials/key-proofs.ts';
import { keyPrincipal, type Principal, tokenPrincipal } from '../credentials/principal.ts';
import type { CheckedToken, VerifiedToken } from '../credentials/token.ts';
import { ApiError, accessError, proofError } from '../http/problem.ts';
import type { CallLimits } from './call-limits.ts';
import type { Visit } from './visit.ts';

/** What callers are known by. */
export interface IdentitySources {
  readonly keys: () => ReadonlyMap<string, ApiKeyRecord>;
  readonly now: () => number;
  readonly onUse: (key: ApiKeyRecord, address: string) => void;
  readonly issuedTokens: Pick<IssuedTokens, 'verify' | 'isKnown' | 'issuer'>;
  readonly externalTokens: ExternalTokens | null;
  readonly limits: CallLimits;
  readonly proofs: KeyProofs;
  readonly consents: Pick<GivenConsents, 'get'>;
}

/** What of a request says who makes it. */
export interface Presented {
  readonly authorization: string | undefined;
  /** The header `DPoP`. */
  readonly proof: string | undefined;
  readonly method: string;
  /** Without its query. */
  readonly path: string;
}

/** Who presents this to an endpoint that is open to `access`; `null`: nobody. Throws `ApiError`. */
export async function identify(
  sources: IdentitySources,
  presented: Presented,
  access: Access,
  visit: Visit,
): Promise<Principal | null> {
  const { authorization } = presented;
  if (authorization === undefined || access === 'open') return null;
  if (access === 'client') {
    const key = basicCredential(authorization);
    if (key === undefined) throw sources.limits.wrongCredential(visit);
    return holder(sources, byKey(sources, key, visit), { ...presented, credential: null });
  }
  const [, scheme = '', credential] =
    /^(Bearer|DPoP) +([A-Za-z0-9._~+/=-]{1,8192})$/i.exec(authorization) ?? [];
  if (credential === undefined) throw sources.limits.wrongCredential(visit);
  const isProven = scheme.toLowerCase() === 'dpop';
  const shown = { ...presented, credential, proof: isProven ? presented.proof : undefined };
  if (!credential.startsWith(apiKeyPrefix)) return byToken(sources, shown, isProven, visit);
  const record = byKey(sources, credential, visit);
  // Whoever proves a key believes that the API key alone is worthless (RFC 9449 §7.1: the two have to match).
  if (isProven && record.boundTo === null) throw unboundError('API key');
  return holder(sources, record, shown);
}

interface Shown extends Presented {
  readonly credential: string | null;
}

/** Who holds an API key: where it is bound to another key, whoever has that too. Throws `ApiError`. */
async function holder(
  sources: IdentitySources,
  record: ApiKeyRecord,
  shown: Shown,
): Promise<Principal> {
  const principal = keyPrincipal(record);
  if (record.boundTo === null) return principal;
  await requireProof(sources, shown, record.boundTo);
  return { ...principal, thumbprint: record.boundTo };
}

function unboundError(what: string): ApiError {
  return proofError(`the ${what} is bound to no key: send "Authorization: Bearer", or bind it`);
}

/** Throws `ApiError` `invalid_dpop_proof`. */
async function requireProof({ proofs }: IdentitySources, shown: Shown, key: string): Promise<void> {
  const { proof } = shown;
  if (proof === undefined) {
    throw proofError('the credential is bound to a key: send "Authorization: DPoP" and a proof');
  }
  const checked = await proofs.check(proof, shown);
  if (!checked.ok) throw proofError(checked.problem);
  if (checked.thumbprint !== key) throw proofError('the proof is of another key');
}

function byKey(
  { keys, now, onUse, limits }: IdentitySources,
  credential: string,
  visit: Visit,
): ApiKeyRecord {
  const { address } = visit;
  const checked = checkApiKey(keys(), credential, { address, now: BigInt(now()) });
  if (!checked.ok) {
    visit.who = checked.id ?? '';
    if (checked.refusal === 'invalid_credential') throw limits.wrongCredential(visit);
    throw accessError(checked.refusal);
  }
  onUse(checked.record, address);
  return checked.record;
}

async function byToken(
  sources: IdentitySources,
  shown: Shown & { readonly credential: string },
  isProven: boolean,
  visit: Visit,
): Promise<Principal> {
  const { keys, now, onUse, limits } = sources;
  const token = shown.credential;
  const checked = await verify(sources, token, visit);
  if (!checked.ok) {
    visit.who = checked.subject ?? '';
    if (checked.refusal === 'invalid_credential') throw limits.wrongCredential(visit);
    throw accessError(checked.refusal);
  }
  const { subject, scopes, accounts, expires, type, thumbprint, consent } = checked.token;
  visit.who = subject;
  if (thumbprint !== null) await requireProof(sources, shown, thumbprint);
  else if (isProven) throw unboundError('token');
  if (consent !== null) return byConsent(sources, { ...checked.token, consent });
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

/** Who acts by a consent, as long as it lasts. Throws `ApiError`. */
function byConsent(
  { consents, now }: IdentitySources,
  token: Pick<VerifiedToken, 'id' | 'expires'> & { readonly consent: string },
): Principal {
  const consent = consents.get(token.consent);
  if (consent === undefined) throw accessError('credential_revoked');
  const state = consentState(consent, now());
  if (state === 'revoked') throw accessError('credential_revoked');
  if (state === 'expired') throw accessError('credential_expired');
  return consentPrincipal(consent, token);
}

async function verify(
  { issuedTokens, externalTokens, limits }: IdentitySources,
  token: string,
  visit: Visit,
): Promise<CheckedToken> {
  const issuer = issuerOf(token);
  const verifier = [issuedTokens, externalTokens].find((one) => one?.issuer === issuer);
  // Verifying takes a hundred times what looking up a key does: not for whoever guesses.
  const mayGuess = limits.mayGuess(visit);
  if (verifier == null || (!mayGuess && !issuedTokens.isKnown(token))) {
    throw limits.wrongCredential(visit);
  }
  return verifier.verify(token).catch((error: unknown) => {
    if (!(error instanceof IssuerUnreachable)) throw error;
    throw new ApiError('issuer_unreachable', `${error.message}; try again in a moment`);
  });
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
