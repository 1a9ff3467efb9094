/** The table of the API as a whole. */
import type { Endpoint } from '../endpoint.ts';
import { tags } from '../endpoint.ts';
import * as endpoints from './table.ts';

/** The name of an endpoint. */
export type EndpointId = keyof typeof endpoints;

/** An endpoint with its name. */
export interface NamedEndpoint extends Endpoint {
  readonly id: EndpointId;
}

/** Every endpoint, in the order of the tags. */
export function listEndpoints(): readonly NamedEndpoint[] {
  const all = Object.entries<Endpoint>(endpoints).map(
    ([id, one]): NamedEndpoint => ({ ...one, id: id as EndpointId }),
  );
  return Object.keys(tags).flatMap((tag) => all.filter((one) => one.tag === tag));
}
