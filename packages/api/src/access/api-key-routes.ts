/** The API keys of the node, for who administers it. */
import { type Codec, decodeJson } from '@trellis/protocol';
import {
  apiKeyPlanCodec,
  apiKeysResponseCodec,
  apiPaths,
  newApiKeyResponseCodec,
  revokeResponseCodec,
  rotateRequestCodec,
} from '@trellis/protocol/http-api';
import { ApiKeyError } from '../credentials/api-key.ts';
import { apiKeyParameter } from '../http/parameters.ts';
import { ApiError } from '../http/problem.ts';
import { type Call, jsonAnswer, type Route, reading } from '../http/route.ts';

const newKeyAnswers: Route['answers'] = {
  201: {
    description: 'The new key; its secret is in this answer alone',
    mediaType: 'application/json',
    schema: newApiKeyResponseCodec.schema,
  },
};

export const apiKeyRoutes: readonly Route[] = [
  reading({
    path: apiPaths.apiKeys,
    id: 'getApiKeys',
    summary: 'Every API key of the node, without its secret',
    access: 'admin',
    gives: apiKeysResponseCodec,
    answer: async ({ apiKeys }) => ({ keys: await apiKeys.list() }),
  }),
  {
    method: 'POST',
    path: apiPaths.apiKeys,
    id: 'createApiKey',
    summary: 'Make an API key',
    access: 'admin',
    parameters: [],
    body: { 'application/json': apiKeyPlanCodec.schema },
    answers: newKeyAnswers,
    async handle({ apiKeys }, call) {
      const plan = bodyOf(call, apiKeyPlanCodec);
      const made = await orRefuse(apiKeys.create(plan));
      return jsonAnswer(newApiKeyResponseCodec, made, 201);
    },
  },
  {
    method: 'POST',
    path: `${apiPaths.apiKeys}/{key}/rotate`,
    id: 'rotateApiKey',
    summary:
      'Make an API key that takes over from this one, which goes on for the hours of the overlap',
    access: 'admin',
    parameters: [apiKeyParameter],
    body: { 'application/json': rotateRequestCodec.schema },
    answers: newKeyAnswers,
    async handle({ apiKeys }, call) {
      const id = call.read(apiKeyParameter);
      const { overlapHours } = bodyOf(call, rotateRequestCodec);
      const overlapMs = BigInt(overlapHours) * 3_600_000n;
      const made = await orRefuse(apiKeys.rotate(id, overlapMs));
      return jsonAnswer(newApiKeyResponseCodec, made, 201);
    },
  },
  {
    method: 'POST',
    path: `${apiPaths.apiKeys}/{key}/revoke`,
    id: 'revokeApiKey',
    summary: 'End an API key at once, with the tokens and streams that it opened',
    access: 'admin',
    parameters: [apiKeyParameter],
    answers: {
      200: {
        description: 'The key as it is now',
        mediaType: 'application/json',
        schema: revokeResponseCodec.schema,
      },
    },
    async handle({ apiKeys }, call) {
      const key = await orRefuse(apiKeys.revoke(call.read(apiKeyParameter)));
      return jsonAnswer(revokeResponseCodec, { key });
    },
  },
];

function bodyOf<T>({ body }: Call, codec: Codec<T>): T {
  const decoded = decodeJson(codec, body);
  if (decoded.ok) return decoded.value;
  const { path, message } = decoded.problem;
  throw new ApiError(400, 'malformed', path === '' ? message : `${path}: ${message}`);
}

async function orRefuse<T>(change: Promise<T>): Promise<T> {
  try {
    return await change;
  } catch (error) {
    if (!(error instanceof ApiKeyError)) throw error;
    switch (error.code) {
      case 'invalid_api_key':
        throw new ApiError(400, 'malformed', error.message);
      case 'unknown_api_key':
        throw new ApiError(404, 'not_found', error.message);
      case 'api_key_ended':
      case 'too_many_keys':
        throw new ApiError(409, 'conflict', error.message);
    }
  }
}
