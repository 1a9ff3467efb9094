/** Letting clients act for an account: OAuth 2.1 with pushed and rich requests, as the profile FAPI 2.0 asks. */
import { limits } from '../../limits.ts';
import {
  consentAnswerCodec,
  consentNameCodec,
  consentRequestCodec,
  consentRevokedCodec,
  consentsResponseCodec,
  requestUriCodec,
  signedConsentCodec,
  signedRevocationCodec,
} from '../consent.ts';
import {
  endpoint,
  formBody,
  json,
  jsonBody,
  jsonDocument,
  reading,
  textDocument,
} from '../endpoint.ts';
import { dpopInHeader } from '../oauth.ts';
import { inPath, inQuery, textOf } from '../parameter.ts';
import { addressInPath } from '../parameters.ts';

const word = { type: 'string' } as const;

const requestInPath = inPath(textOf(consentNameCodec), {
  description: 'A request for a consent by its name',
  example: 'A'.repeat(43),
});

export const getAuthorizationServer = endpoint({
  method: 'GET',
  path: '/.well-known/oauth-authorization-server',
  tag: 'Consents',
  access: 'open',
  accounts: 'none',
  summary: 'What the authorization server can do, and where (RFC 8414)',
  parameters: {},
  body: null,
  answers: {
    200: jsonDocument({
      mediaType: 'application/json',
      description: 'RFC 8414',
      schema: { type: 'object' },
      example: { issuer: 'https://node1.example' },
    }),
  },
});

export const pushAuthorization = endpoint({
  method: 'POST',
  path: '/oauth/par',
  tag: 'Consents',
  access: 'client',
  accounts: 'none',
  summary: 'Ask for a consent: all of the request comes from the client itself (RFC 9126)',
  parameters: { DPoP: dpopInHeader },
  body: formBody({
    type: 'object',
    properties: {
      client_id: { ...word, examples: ['A'.repeat(22)] },
      client_assertion_type: {
        ...word,
        const: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      },
      client_assertion: { ...word, description: 'RFC 7523 §2.2', examples: ['eyJ.e30.AAAA'] },
      response_type: { ...word, const: 'code' },
      redirect_uri: { ...word, examples: ['https://shop.example/back'] },
      code_challenge: { ...word, examples: ['A'.repeat(43)] },
      code_challenge_method: { ...word, const: 'S256' },
      authorization_details: {
        ...word,
        description: 'RFC 9396, in JSON',
        examples: ['[{"type":"account_information","until":"1767225600000"}]'],
      },
      state: { ...word, examples: ['5fa1'] },
    },
    required: ['client_assertion', 'response_type', 'redirect_uri', 'code_challenge'],
  }),
  answers: {
    201: jsonDocument({
      mediaType: 'application/json',
      description: 'The name of the request, for a minute and a half',
      schema: {
        type: 'object',
        properties: { request_uri: word, expires_in: { type: 'integer' } },
        required: ['request_uri', 'expires_in'],
      },
      example: {
        request_uri: `urn:ietf:params:oauth:request_uri:${'A'.repeat(43)}`,
        expires_in: 90,
      },
    }),
  },
});

export const authorize = endpoint({
  method: 'GET',
  path: '/oauth/authorize',
  tag: 'Consents',
  access: 'open',
  accounts: 'none',
  summary: 'Where the browser of an owner goes with a pushed request: on to the page that shows it',
  parameters: {
    client_id: inQuery(textOf(consentNameCodec), undefined, {
      description: 'The client',
      example: 'A'.repeat(22),
    }),
    request_uri: inQuery(textOf(requestUriCodec), undefined, {
      description: 'As the answer to the pushed request names it',
      example: `urn:ietf:params:oauth:request_uri:${'A'.repeat(43)}`,
    }),
  },
  body: null,
  errors: ['not_found'],
  answers: {
    303: textDocument({
      mediaType: 'text/plain; charset=utf-8',
      description: 'Location names the page',
      example: 'See the page',
    }),
  },
});

export const getConsentRequest = reading({
  path: '/oauth/requests/{request}',
  tag: 'Consents',
  access: 'open',
  accounts: 'none',
  summary: 'What a client asks an owner for',
  parameters: { request: requestInPath },
  errors: ['not_found'],
  gives: consentRequestCodec,
});

export const refuseConsent = endpoint({
  method: 'POST',
  path: '/oauth/requests/{request}/refuse',
  tag: 'Consents',
  access: 'open',
  accounts: 'none',
  summary: 'Give no consent',
  parameters: { request: requestInPath },
  body: null,
  errors: ['not_found', 'conflict'],
  answers: { 200: json(consentAnswerCodec, 'Where the browser goes') },
});

export const grantConsent = endpoint({
  method: 'POST',
  path: '/oauth/consents',
  tag: 'Consents',
  access: 'open',
  accounts: 'none',
  summary: 'Give a consent, by signatures that meet the policy of the account',
  parameters: {},
  body: jsonBody(signedConsentCodec, limits.transactionJsonBytesMax),
  errors: ['not_found', 'conflict', 'consent_not_signed', 'mandate_differs', 'audit_unavailable'],
  answers: { 201: json(consentAnswerCodec, 'Where the browser goes') },
});

export const revokeConsent = endpoint({
  method: 'POST',
  path: '/oauth/consents/revoke',
  tag: 'Consents',
  access: 'open',
  accounts: 'none',
  summary:
    'End a consent and its tokens at once, by signatures that meet the policy of the account',
  parameters: {},
  body: jsonBody(signedRevocationCodec, limits.transactionJsonBytesMax),
  errors: ['not_found', 'consent_not_signed'],
  answers: { 200: json(consentRevokedCodec, 'The consent as it is now') },
});

export const getConsents = reading({
  path: '/v1/accounts/{address}/consents',
  tag: 'Consents',
  accounts: 'path',
  summary: 'Who may act for an account by consents of this node, and who did when',
  parameters: { address: addressInPath },
  gives: consentsResponseCodec,
});
