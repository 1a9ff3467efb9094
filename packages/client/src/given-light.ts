/** That a function was given a light client, where programs that are not type-checked may give anything. */
import { givenObject, wrong } from './given.ts';
import { givenTransport } from './given-transport.ts';
import type { LightClient } from './light-client.ts';

/** What `createLightClient` made, or a client's `light`. Throws `BuildError` `bad_argument`. */
export function givenLight(value: LightClient): LightClient {
  const what = 'a light client, as createLightClient makes it or a client has as "light"';
  const { transport, floor, check } = givenObject(value, what);
  if (typeof floor === 'function' && typeof check === 'function') {
    givenTransport(transport);
    return value;
  }
  throw wrong(what, value);
}
