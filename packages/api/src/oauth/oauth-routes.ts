/**
 * OAuth 2.0 for clients that have an API key (RFC 6749 §4.4): short-lived tokens, so that the key itself travels
 * once in ten minutes, and can be left out of what only needs a part of it.
 */
import type { JsonSchema } from '@trellis/protocol';
import {
  apiPaths,
  isScope,
  jwksResponseCodec,
  type Scope,
  tokenResponseCodec,
} from '@trellis/protocol/http-api';
import { ApiError, OAuthError, type OAuthErrorCode } from '../http/problem.ts';
import { type Call, type DocumentAnswer, jsonAnswer, type Route, reading } from '../http/route.ts';

const formType = 'application/x-www-form-urlencoded';

/** Besides `no-store`, which every answer has (RFC 6749 §5.1). */
const unkept = { pragma: 'no-cache' };

const text = { type: 'string' } as const;

const tokenForm: JsonSchema = {
  type: 'object',
  properties: { token: text, token_type_hint: text },
  required: ['token'],
};

const introspection: JsonSchema = {
  type: 'object',
  description: 'RFC 7662; nothing but "active" of a token that is not valid, or not this client’s',
  properties: {
    active: { type: 'boolean' },
    scope: text,
    client_id: text,
    token_type: text,
    exp: { type: 'integer' },
    iat: { type: 'integer' },
    sub: text,
    aud: text,
    iss: text,
    jti: text,
  },
  required: ['active'],
};

export const oauthRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: apiPaths.token,
    id: 'issueToken',
    summary:
      'A token of ten minutes at most for the holder of an API key, with its scopes or fewer',
    access: 'client',
    accounts: 'none',
    parameters: [],
    body: {
      [formType]: {
        type: 'object',
        properties: {
          grant_type: { type: 'string', const: 'client_credentials' },
          scope: {
            type: 'string',
            description: 'with spaces between; all of the key’s when absent',
          },
        },
        required: ['grant_type'],
      },
    },
    answers: {
      200: {
        description: 'A JWT (RFC 9068) that is signed with ML-DSA-65',
        mediaType: 'application/json',
        schema: tokenResponseCodec.schema,
      },
    },
    async handle({ ownTokens, keyExpiry, trail }, call) {
      const form = formOf(call, 'grant_type');
      const { id: keyId, scopes: allowed } = call.principal;
      if (form.get('grant_type') !== 'client_credentials') {
        throw refused('unsupported_grant_type', 'grant_type: expected client_credentials');
      }
      const scopes = requestedScopes(form.get('scope'), allowed);
      const { id, response } = await ownTokens.issue({ keyId, scopes, untilMs: keyExpiry(keyId) });
      const { address } = call;
      await trail
        .noteFirst({
          event: 'token_issued',
          who: keyId,
          address,
          what: id,
          outcome: response.scope,
        })
        .catch(() => {
          throw new ApiError(503, 'audit_unavailable', 'no token, as it could not be written down');
        });
      return { ...jsonAnswer(tokenResponseCodec, response), headers: unkept };
    },
  },
  {
    method: 'POST',
    path: apiPaths.introspection,
    id: 'introspectToken',
    summary:
      'Whether a token is valid, and what it opens; of tokens of others only with the scope "audit"',
    access: 'client',
    accounts: 'none',
    parameters: [],
    body: { [formType]: tokenForm },
    answers: {
      200: { description: 'RFC 7662', mediaType: 'application/json', schema: introspection },
    },
    async handle({ ownTokens, apiKeys }, call) {
      const token = formOf(call, 'token').get('token') ?? '';
      const checked = await ownTokens.verify(token);
      if (!checked.ok) return inactive;
      const { subject, scopes, id, issued, expires } = checked.token;
      const mayKnow = subject === call.principal.id || call.principal.scopes.includes('audit');
      const key = (await apiKeys.list()).find((one) => one.id === subject);
      if (!mayKnow || key?.state !== 'valid') return inactive;
      return json({
        active: true,
        scope: scopes.filter((scope) => key.scopes.includes(scope)).join(' '),
        client_id: subject,
        token_type: 'Bearer',
        exp: expires / 1_000,
        iat: issued / 1_000,
        sub: subject,
        aud: ownTokens.issuer,
        iss: ownTokens.issuer,
        jti: id,
      });
    },
  },
  {
    method: 'POST',
    path: apiPaths.revocation,
    id: 'revokeToken',
    summary: 'End one of the client’s own tokens at once',
    access: 'client',
    accounts: 'none',
    parameters: [],
    body: { [formType]: tokenForm },
    answers: {
      200: {
        description: 'It is of no use now, or never was (RFC 7009 §2.2)',
        mediaType: 'application/json',
        schema: { type: 'object' },
      },
    },
    async handle({ ownTokens, trail }, call) {
      const token = formOf(call, 'token').get('token') ?? '';
      const checked = await ownTokens.verify(token);
      if (checked.ok && checked.token.subject === call.principal.id) {
        const { subject: who, id: what } = checked.token;
        ownTokens.revoke(checked.token);
        trail.note({ event: 'token_revoked', who, address: call.address, what });
      }
      return json({});
    },
  },
  reading({
    path: apiPaths.jwks,
    id: 'getJwks',
    summary: 'The public keys of the tokens that this node gives out',
    access: 'open',
    accounts: 'none',
    gives: jwksResponseCodec,
    answer: ({ ownTokens }) => ownTokens.jwks(),
  }),
];

const inactive = json({ active: false });

function json(value: object): DocumentAnswer {
  const text = JSON.stringify(value);
  return { type: 'document', status: 200, mediaType: 'application/json', text, headers: unkept };
}

/** The fields of a form, each there once at most; those that are not known are passed over (RFC 6749 §3.2). */
function formOf({ body }: Call, required: string): URLSearchParams {
  if (!(body instanceof URLSearchParams)) {
    throw refused('invalid_request', `the body is empty; send a form (${formType})`);
  }
  for (const name of body.keys()) {
    if (body.getAll(name).length > 1) throw refused('invalid_request', `${name}: expected once`);
  }
  if (!body.get(required)) throw refused('invalid_request', `${required}: missing`);
  return body;
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
  return new OAuthError(new ApiError(400, 'bad_parameter', detail), error);
}
