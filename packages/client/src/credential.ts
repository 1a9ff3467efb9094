/** Presenting an API key or a token to a node. */
import { BuildError } from './errors.ts';
import type { Fetch } from './fetch.ts';

/** What a proof is about: it counts for nothing else. */
export interface ProvenRequest {
  readonly method: string;
  readonly url: string;
  readonly credential: string;
}

/** A key that a credential is bound to; `openProofKey` of `@trellis/client/proof-key` opens one. */
export interface ProofKey {
  /** By which a node knows it (RFC 7638). */
  readonly thumbprint: string;
  /** A proof for one request (RFC 9449 §4.2). */
  prove(request: ProvenRequest): Promise<string>;
}

/** A `fetch` that presents it, with a proof of the key that it is bound to, if it is. Throws `BuildError` `bad_argument` when it can't be sent, or not safely. */
export function presenting(
  credential: string,
  { protocol, hostname }: URL,
  plain: Fetch,
  proofKey?: ProofKey,
): Fetch {
  // Neither message repeats the credential: it would end up in a log.
  if (!/^[A-Za-z0-9._~+/=-]+$/.test(credential)) {
    throw new BuildError(
      'bad_argument',
      'the credential is not an API key or token: it has other characters in it',
    );
  }
  if (protocol === 'http:' && !isThisMachine(hostname)) {
    throw new BuildError(
      'bad_argument',
      `a credential is not sent to ${hostname} over http, where others can read it; use https`,
    );
  }
  return async (url, request) => {
    const { method } = request;
    const shown =
      proofKey === undefined
        ? { authorization: `Bearer ${credential}` }
        : {
            authorization: `DPoP ${credential}`,
            dpop: await proofKey.prove({ method, url, credential }),
          };
    const headers = { ...request.headers, ...shown };
    // Whoever a redirect leads to is not the node that the credential is for.
    return plain(url, { ...request, headers, redirect: 'error' });
  };
}

export function isThisMachine(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.[0-9]+){3}$/.test(hostname);
}
