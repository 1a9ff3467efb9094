/** The OpenAPI document of the node that is here, and where the client's types of it are. */
import { fileURLToPath } from 'node:url';
import { openApi, routes } from '@trellis/api';

export const generatedPath = fileURLToPath(
  new URL('../../packages/client/src/generated/api.ts', import.meta.url),
);

/** As a client gets it: JSON. The version of a node says nothing of its types. */
export function apiDocument(): object {
  return JSON.parse(JSON.stringify(openApi(routes, '0')));
}
