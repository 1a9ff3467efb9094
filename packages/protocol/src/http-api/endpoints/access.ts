/** API keys, and the log of their use. */

import { uint64 } from '../../codec-basic.ts';
import { limits } from '../../limits.ts';
import {
  apiKeyIdCodec,
  apiKeyPlanCodec,
  apiKeysResponseCodec,
  newApiKeyResponseCodec,
  revokeResponseCodec,
  rotateRequestCodec,
} from '../access.ts';
import { administered } from '../administration.ts';
import { auditResponseCodec } from '../audit.ts';
import { endpoint, json, jsonBody, reading } from '../endpoint.ts';
import { inPath, inQuery, textOf } from '../parameter.ts';
import { examples, limitInQuery } from '../parameters.ts';

const keyInPath = inPath(textOf(apiKeyIdCodec), {
  description: 'An API key by its id',
  example: examples.apiKeyId,
});

const newKey = {
  201: json(newApiKeyResponseCodec, 'The new key; its secret is in this answer alone'),
};

export const getApiKeys = reading({
  path: '/v1/admin/api-keys',
  tag: 'Access',
  access: 'admin',
  accounts: 'all',
  summary: 'Every API key of the node, without its secret',
  parameters: administered,
  gives: apiKeysResponseCodec,
});

export const createApiKey = endpoint({
  method: 'POST',
  path: '/v1/admin/api-keys',
  tag: 'Access',
  access: 'admin',
  accounts: 'all',
  summary: 'Make an API key',
  parameters: administered,
  body: jsonBody(apiKeyPlanCodec),
  errors: ['conflict'],
  answers: newKey,
});

export const rotateApiKey = endpoint({
  method: 'POST',
  path: '/v1/admin/api-keys/{key}/rotate',
  tag: 'Access',
  access: 'admin',
  accounts: 'all',
  summary:
    'Make an API key that takes over from this one, which stays valid for the hours of the overlap',
  parameters: { key: keyInPath, ...administered },
  body: jsonBody(rotateRequestCodec),
  errors: ['not_found', 'conflict'],
  answers: newKey,
});

export const revokeApiKey = endpoint({
  method: 'POST',
  path: '/v1/admin/api-keys/{key}/revoke',
  tag: 'Access',
  access: 'admin',
  accounts: 'all',
  summary: 'End an API key at once, with the tokens and streams that it opened',
  parameters: { key: keyInPath, ...administered },
  body: null,
  errors: ['not_found', 'conflict'],
  answers: { 200: json(revokeResponseCodec, 'The key as it is now') },
});

export const getAudit = reading({
  path: '/v1/audit',
  tag: 'Access',
  access: 'audit',
  accounts: 'all',
  summary: 'The audit log in order, some entries at a time; each holds the hash of the one before',
  parameters: {
    after: inQuery(textOf(uint64), 0n, {
      description: 'The number of the entry before the first of interest; 0 when absent',
      example: '0',
    }),
    limit: limitInQuery(limits.auditPageMax, 100),
  },
  gives: auditResponseCodec,
});
