/** The API keys of the node, for whoever administers it, and its audit log. */
import { ApiKeyError } from '../credentials/api-key.ts';
import { type Handlers, value } from '../http/handler.ts';
import { ApiError } from '../http/problem.ts';

export const accessHandlers = {
  getApiKeys: async ({ apiKeys }) => value({ keys: await apiKeys.list() }),
  createApiKey: async ({ apiKeys }, { body }) => value(await orRefuse(apiKeys.create(body)), 201),
  async rotateApiKey({ apiKeys }, { parameters, body }) {
    const overlapMs = BigInt(body.overlapHours) * 3_600_000n;
    return value(await orRefuse(apiKeys.rotate(parameters.key, overlapMs)), 201);
  },
  revokeApiKey: async ({ apiKeys }, { parameters }) =>
    value({ key: await orRefuse(apiKeys.revoke(parameters.key)) }),
  async getAudit({ auditLog }, { parameters: { after, limit } }) {
    const lines = await auditLog.read(after, limit);
    const next = lines.length < limit ? null : (lines.at(-1)?.entry.number ?? null);
    return value({ lines, next });
  },
} satisfies Partial<Handlers>;

async function orRefuse<T>(change: Promise<T>): Promise<T> {
  try {
    return await change;
  } catch (error) {
    if (!(error instanceof ApiKeyError)) throw error;
    switch (error.code) {
      case 'invalid_api_key':
        throw new ApiError('malformed', error.message);
      case 'unknown_api_key':
        throw new ApiError('not_found', error.message);
      case 'api_key_ended':
      case 'too_many_keys':
        throw new ApiError('conflict', error.message);
    }
  }
}
