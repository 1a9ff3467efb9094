/** Presenting an API key or a token to a node. */
import type { Fetch } from './fetch.ts';

/** A `fetch` that presents it. Throws a `TypeError` when it can't be sent, or not safely. */
export function presenting(credential: string, { protocol, hostname }: URL, plain: Fetch): Fetch {
  // Neither message repeats the credential: it would end up in a log.
  if (!/^[A-Za-z0-9._~+/=-]+$/.test(credential)) {
    throw new TypeError('the credential is not an API key or token: it has other characters in it');
  }
  if (protocol === 'http:' && !isThisMachine(hostname)) {
    throw new TypeError(
      `a credential is not sent to ${hostname} over http, where others can read it; use https`,
    );
  }
  return (url, request) => {
    const headers = { ...request.headers, authorization: `Bearer ${credential}` };
    // Whoever a redirect leads to is not the node that the credential is for.
    return plain(url, { ...request, headers, redirect: 'error' });
  };
}

export function isThisMachine(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.[0-9]+){3}$/.test(hostname);
}
