import type { ForeignText } from '@trellis/protocol';
import { endpoints } from '@trellis/protocol/http-api';
import type { FastifyRequest } from 'fastify';
import { describe, expect, it } from 'vitest';
import { defaultHttpConfig } from '../config/http-config.ts';
import { apiKeyRandomBytes, makeApiKey } from '../credentials/api-key.ts';
import { createIssuedTokens } from '../credentials/issued-tokens.ts';
import { createKeyProofs } from '../credentials/key-proofs.ts';
import type { ApiError } from '../http/problem.ts';
import { createGuard } from './guard.ts';

const { record, secret } = makeApiKey(
  {
    name: 'admin',
    scopes: ['admin', 'read'],
    accounts: null,
    addresses: [],
    expires: null,
    boundTo: null,
  },
  new Uint8Array(apiKeyRandomBytes).fill(9),
  0n,
);
const request = {
  ip: '127.0.0.1',
  method: 'POST',
  url: '/v1/admin/api-keys?x=secret',
  headers: { authorization: `Bearer ${secret}` },
} as unknown as FastifyRequest;

describe('the guard', () => {
  const noted: ForeignText[] = [];
  const guard = createGuard({
    config: defaultHttpConfig,
    keys: () => new Map([[record.id, record]]),
    now: () => 1_000,
    onUse: () => undefined,
    issuedTokens: createIssuedTokens('urn:test', () => 1_000),
    externalTokens: null,
    proofs: createKeyProofs(
      'https://node.example',
      () => 1_000,
      () => true,
    ),
    administrators: { check: async () => null },
    consents: { get: () => undefined, noteUse: () => undefined },
    trail: {
      note: () => undefined,
      async noteFirst({ what = '' }) {
        noted.push(what);
        throw new Error('the disk is full');
      },
      noteRefusal: () => undefined,
      close: () => undefined,
    },
  });

  it('lets nothing privileged happen that can’t be written down first', async () => {
    const error: ApiError = await guard.admit(endpoints.createApiKey, request).then(
      () => expect.unreachable(),
      (thrown) => thrown,
    );
    expect(error).toMatchObject({ status: 503, code: 'audit_unavailable' });
    expect(noted).toEqual(['POST /v1/admin/api-keys']);
  });

  it('lets everything else continue', async () => {
    await guard.admit(endpoints.getStatus, request);
    expect(guard.principalOf(request).id).toBe(record.id);
  });
});
