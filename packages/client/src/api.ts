/** Every call of the API by its path, typed by the OpenAPI document: for what has no function of its own. */
import createFetch from 'openapi-fetch';
import type { Client } from './client.ts';
import { refusalOf } from './client.ts';
import { Unreachable } from './errors.ts';
import type { paths } from './generated/api.ts';

/**
 * The calls of the API at a client's node. Answers are JSON as it comes: amounts and heights are decimal
 * strings, bytes base64, and nothing is checked. Throws `ApiProblem` when the node refuses, and
 * `Unreachable` when it doesn't answer.
 *
 * @example
 * const { data } = await createApi(client).GET('/v1/accounts/{address}', { params: { path: { address } } });
 */
export function createApi(client: Client): ReturnType<typeof createFetch<paths>> {
  const api = createFetch<paths>({
    baseUrl: client.url,
    fetch: (request) => client.fetch(request, { signal: AbortSignal.timeout(client.timeoutMs) }),
  });
  api.use({
    async onResponse({ response }) {
      if (!response.ok) throw await refusalOf(client, response);
    },
    onError({ error }) {
      return new Unreachable(client.url, 'the connection failed', { cause: error });
    },
  });
  return api;
}
