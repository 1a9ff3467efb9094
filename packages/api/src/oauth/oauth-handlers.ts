/**
 * OAuth: short-lived tokens for the holders of API keys (RFC 6749 §4.4), so that the key itself travels once in ten
 * minutes, and tokens of consents for clients that prove themselves by a key of their own.
 */
import { isScope, type Scope, type TokenResponse } from '@trellis/protocol/http-api';
import { consentState } from '../consents/given-consents.ts';
import type { Principal } from '../credentials/principal.ts';
import type { VerifiedToken } from '../credentials/token.ts';
import { type HandlerSources, type Handlers, type ValueAnswer, value } from '../http/handler.ts';
import { ApiError } from '../http/problem.ts';
import { type OAuthClient, oauthClient, thumbprintOf } from './client-authentication.ts';
import { tokenForCode, tokenForRefresh } from './consent-token.ts';
import { formOf, refused } from './form.ts';

export const oauthHandlers = {
  async issueToken(sources, { body, principal, address, parameters }) {
    const form = formOf(body);
    const who = await oauthClient(sources, principal, form);
    const grant = form.get('grant_type') ?? '';
    if (grant === '') throw refused('invalid_request', 'grant_type: missing');
    const call = { method: 'POST', path: '/oauth/token', credential: null };
    const shown = principal.thumbprint ?? (await thumbprintOf(sources, parameters.DPoP, call));
    if (who.type === 'key') {
      if (grant !== 'client_credentials') {
        throw refused('unsupported_grant_type', 'grant_type: expected client_credentials');
      }
      const wanted = { principal, scope: form.get('scope') ?? null, thumbprint: shown };
      return unkept(await tokenForKey(sources, wanted, address));
    }
    const asked = { client: who.client, thumbprint: shown, address };
    switch (grant) {
      case 'authorization_code':
        return unkept(await tokenForCode(sources, form, asked));
      case 'refresh_token':
        return unkept(await tokenForRefresh(sources, form, asked));
      default:
        throw refused(
          'unsupported_grant_type',
          'grant_type: expected authorization_code or refresh_token',
        );
    }
  },
  async introspectToken(sources, { body, principal }) {
    const form = formOf(body);
    const who = await oauthClient(sources, principal, form);
    const token = requireToken(form);
    const checked = await sources.issuedTokens.verify(token);
    if (!checked.ok || !mayKnow(who, checked.token)) return unkept({ active: false });
    return unkept(await introspected(sources, checked.token));
  },
  async revokeToken(sources, { body, principal, address }) {
    const { issuedTokens, trail, authorization } = sources;
    const form = formOf(body);
    const holder = idOf(await oauthClient(sources, principal, form));
    const token = requireToken(form);
    const refresh = authorization.consents.byRefreshToken(token);
    if (refresh?.consent.signed.consent.client.id === holder) {
      // With it the client gives up all that it got (RFC 7009 §2.1).
      authorization.consents.endRefreshToken(token);
      authorization.consents.revoke(refresh.consent.id);
      const outcome = refresh.consent.id;
      trail.note({ event: 'consent_revoked', who: holder, address, outcome });
      return unkept({});
    }
    const checked = await issuedTokens.verify(token);
    if (checked.ok && checked.token.subject === holder) {
      issuedTokens.revoke(checked.token);
      trail.note({ event: 'token_revoked', who: holder, address, what: checked.token.id });
    }
    return unkept({});
  },
  getJwks: async ({ issuedTokens }) => value(await issuedTokens.jwks()),
} satisfies Partial<Handlers>;

interface WantedToken {
  readonly principal: Principal;
  readonly scope: string | null;
  readonly thumbprint: string | null;
}

/** Throws `OAuthError`, or `ApiError` 503. */
async function tokenForKey(
  { issuedTokens, keyExpiry, trail }: HandlerSources,
  { principal, scope, thumbprint }: WantedToken,
  address: string,
): Promise<TokenResponse> {
  const { id: keyId, scopes: allowed } = principal;
  const scopes = requestedScopes(scope, allowed);
  const untilMs = keyExpiry(keyId);
  const { id, response } = await issuedTokens.issue({ keyId, scopes, untilMs, thumbprint });
  const outcome = response.scope;
  await trail
    .noteFirst({ event: 'token_issued', who: keyId, address, what: id, outcome })
    .catch(() => {
      throw new ApiError('audit_unavailable', 'no token, as it could not be written down');
    });
  return response;
}

function idOf(who: OAuthClient): string {
  return who.type === 'key' ? who.principal.id : who.client.id;
}

function mayKnow(who: OAuthClient, { subject }: VerifiedToken): boolean {
  return subject === idOf(who) || (who.type === 'key' && who.principal.scopes.includes('audit'));
}

/** RFC 7662, of a token whose signature is right. */
async function introspected(sources: HandlerSources, token: VerifiedToken) {
  const { issuedTokens, apiKeys, authorization } = sources;
  const { subject, scopes, id, issued, expires, thumbprint } = token;
  const { issuer } = issuedTokens;
  const facts = {
    active: true,
    client_id: subject,
    token_type: thumbprint === null ? 'Bearer' : 'DPoP',
    exp: expires / 1_000,
    iat: issued / 1_000,
    sub: subject,
    aud: issuer,
    iss: issuer,
    jti: id,
    ...(thumbprint === null ? {} : { cnf: { jkt: thumbprint } }),
  };
  if (token.consent !== null) {
    const consent = authorization.consents.get(token.consent);
    const isActive = consent !== undefined && consentState(consent, Date.now()) === 'active';
    if (!isActive) return { active: false };
    return { ...facts, scope: scopes.join(' '), consent: token.consent };
  }
  const key = (await apiKeys.list()).find((one) => one.id === subject);
  if (key?.state !== 'valid') return { active: false };
  return { ...facts, scope: scopes.filter((scope) => key.scopes.includes(scope)).join(' ') };
}

/** Besides `no-store`, which every answer has (RFC 6749 §5.1). */
function unkept<T>(answer: T): ValueAnswer<T> {
  return { ...value(answer), headers: { pragma: 'no-cache' } };
}

/** Throws `OAuthError`. */
function requireToken(form: ReadonlyMap<string, string>): string {
  const token = form.get('token');
  if (!token) throw refused('invalid_request', 'token: missing');
  return token;
}

function requestedScopes(scope: string | null, allowed: readonly Scope[]): readonly Scope[] {
  if (scope === null) return allowed;
  const words = [...new Set(scope.split(' '))];
  const wanted = words.filter(isScope);
  if (wanted.length < words.length || !wanted.every((one) => allowed.includes(one))) {
    throw refused('invalid_scope', `scope: expected some of ${allowed.join(', ')}`);
  }
  return wanted;
}
