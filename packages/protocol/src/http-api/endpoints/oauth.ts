/** Short-lived tokens for the holders of API keys (RFC 6749 §4.4), and for clients that act by consents. */
import type { JsonSchema } from '../../json-schema.ts';
import { endpoint, formBody, jsonDocument, reading } from '../endpoint.ts';
import { dpopInHeader, jwksResponseCodec } from '../oauth.ts';

const text = { type: 'string' } as const;

const tokenForm = formBody({
  type: 'object',
  properties: {
    token: { ...text, examples: ['eyJhbGciOiJNTC1EU0EtNjUifQ.e30.AAAA'] },
    token_type_hint: { ...text, examples: ['access_token'] },
  },
  required: ['token'],
});

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

export const issueToken = endpoint({
  method: 'POST',
  path: '/oauth/token',
  tag: 'OAuth',
  access: 'client',
  accounts: 'none',
  summary:
    'A token of ten minutes at most: for the holder of an API key with its scopes or fewer, or for a client by a code or a refresh token',
  parameters: { DPoP: dpopInHeader },
  body: formBody({
    type: 'object',
    properties: {
      grant_type: {
        type: 'string',
        enum: ['client_credentials', 'authorization_code', 'refresh_token'],
      },
      scope: {
        ...text,
        description: 'with spaces between; all of the key’s when absent',
        examples: ['read submit'],
      },
      code: text,
      redirect_uri: text,
      code_verifier: text,
      refresh_token: text,
      client_id: text,
      client_assertion_type: text,
      client_assertion: { ...text, description: 'RFC 7523 §2.2, of clients without an API key' },
    },
    required: ['grant_type'],
  }),
  errors: ['audit_unavailable'],
  answers: {
    200: jsonDocument({
      mediaType: 'application/json',
      description: 'A JWT (RFC 9068) that is signed with ML-DSA-65',
      schema: {
        type: 'object',
        properties: {
          access_token: text,
          token_type: { type: 'string', enum: ['Bearer', 'DPoP'] },
          expires_in: { type: 'integer', description: 'seconds' },
          scope: { ...text, description: 'with spaces between' },
          refresh_token: text,
          authorization_details: { type: 'array', items: { type: 'object' } },
        },
        required: ['access_token', 'token_type', 'expires_in', 'scope'],
      },
      example: {
        access_token: 'eyJhbGciOiJNTC1EU0EtNjUifQ.e30.AAAA',
        token_type: 'Bearer',
        expires_in: 600,
        scope: 'read',
      },
    }),
  },
});

export const introspectToken = endpoint({
  method: 'POST',
  path: '/oauth/introspect',
  tag: 'OAuth',
  access: 'client',
  accounts: 'none',
  summary:
    'Whether a token is valid, and what it opens; of tokens of others only with the scope "audit"',
  parameters: {},
  body: tokenForm,
  answers: {
    200: jsonDocument({
      mediaType: 'application/json',
      description: 'RFC 7662',
      schema: introspection,
      example: { active: false },
    }),
  },
});

export const revokeToken = endpoint({
  method: 'POST',
  path: '/oauth/revoke',
  tag: 'OAuth',
  access: 'client',
  accounts: 'none',
  summary: 'End one of the client’s own tokens at once',
  parameters: {},
  body: tokenForm,
  answers: {
    200: jsonDocument({
      mediaType: 'application/json',
      description: 'It is of no use now, or never was (RFC 7009 §2.2)',
      schema: { type: 'object' },
      example: {},
    }),
  },
});

export const getJwks = reading({
  path: '/oauth/jwks.json',
  tag: 'OAuth',
  access: 'open',
  accounts: 'none',
  summary: 'The public keys of the tokens that this node gives out',
  gives: jwksResponseCodec,
});
