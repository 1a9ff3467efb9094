/** That a function was given a transport, where programs that are not type-checked may give anything. */
import { givenObject, wrong } from './given.ts';
import type { HttpTransport } from './http-transport.ts';

/** What `httpTransport` made. Throws `BuildError` `bad_argument`. */
export function givenTransport(value: HttpTransport): HttpTransport {
  if (typeof givenObject(value, 'a transport, as httpTransport makes it').fetch === 'function') {
    return value;
  }
  throw wrong('a transport, as httpTransport makes it', value);
}
