/**
 * OAuth 2.0 for clients that have an API key (RFC 6749 §4.4): short-lived tokens, so that the key itself travels
 * once in ten minutes, and can be left out of what only needs a part of it.
 */
import { isScope, type OAuthErrorCode, type Scope } from '@trellis/protocol/http-api';
import { type Form, type Handlers, type ValueAnswer, value } from '../http/handler.ts';
import { ApiError, OAuthError } from '../http/problem.ts';

export const oauthHandlers = {
  async issueToken({ issuedTokens, keyExpiry, trail }, { body, principal, address }) {
    const form = formOf(body, 'grant_type');
    const { id: keyId, scopes: allowed } = principal;
    if (form.get('grant_type') !== 'client_credentials') {
      throw refused('unsupported_grant_type', 'grant_type: expected client_credentials');
    }
    const scopes = requestedScopes(form.get('scope') ?? null, allowed);
    const { id, response } = await issuedTokens.issue({ keyId, scopes, untilMs: keyExpiry(keyId) });
    const outcome = response.scope;
    await trail
      .noteFirst({ event: 'token_issued', who: keyId, address, what: id, outcome })
      .catch(() => {
        throw new ApiError('audit_unavailable', 'no token, as it could not be written down');
      });
    return unkept(response);
  },
  async introspectToken({ issuedTokens, apiKeys }, { body, principal }) {
    const token = formOf(body, 'token').get('token') ?? '';
    const checked = await issuedTokens.verify(token);
    if (!checked.ok) return inactive;
    const { subject, scopes, id, issued, expires } = checked.token;
    const mayKnow = subject === principal.id || principal.scopes.includes('audit');
    const key = (await apiKeys.list()).find((one) => one.id === subject);
    if (!mayKnow || key?.state !== 'valid') return inactive;
    return unkept({
      active: true,
      scope: scopes.filter((scope) => key.scopes.includes(scope)).join(' '),
      client_id: subject,
      token_type: 'Bearer',
      exp: expires / 1_000,
      iat: issued / 1_000,
      sub: subject,
      aud: issuedTokens.issuer,
      iss: issuedTokens.issuer,
      jti: id,
    });
  },
  async revokeToken({ issuedTokens, trail }, { body, principal, address }) {
    const token = formOf(body, 'token').get('token') ?? '';
    const checked = await issuedTokens.verify(token);
    if (checked.ok && checked.token.subject === principal.id) {
      const { subject: who, id: what } = checked.token;
      issuedTokens.revoke(checked.token);
      trail.note({ event: 'token_revoked', who, address, what });
    }
    return unkept({});
  },
  getJwks: async ({ issuedTokens }) => value(await issuedTokens.jwks()),
} satisfies Partial<Handlers>;

const inactive = unkept({ active: false });

/** Besides `no-store`, which every answer has (RFC 6749 §5.1). */
function unkept<T>(answer: T): ValueAnswer<T> {
  return { ...value(answer), headers: { pragma: 'no-cache' } };
}

/** The fields of a form, each there once at most; those that are not known are passed over (RFC 6749 §3.2). */
function formOf(form: Form, required: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const [name, [value = '', ...others]] of form) {
    if (others.length > 0) throw refused('invalid_request', `${name}: expected once`);
    fields.set(name, value);
  }
  if (!fields.get(required)) throw refused('invalid_request', `${required}: missing`);
  return fields;
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

function refused(error: OAuthErrorCode, detail: string): OAuthError {
  return new OAuthError(new ApiError('bad_parameter', detail), error);
}
