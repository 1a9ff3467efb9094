/** Where a node is, and how it is reached by HTTP. What asks a node something is a function that takes one. */
import { type ProofKey, presenting } from './credential.ts';
import { BuildError } from './errors.ts';
import type { Fetch } from './fetch.ts';
import { givenList, givenObject } from './given.ts';

/** A node, and how it is talked to. Plain data; what comes through it is what the node reports, and proves nothing. */
export interface HttpTransport {
  /** Base address of a node's HTTP API, such as `http://127.0.0.1:26700`. */
  readonly url: string;
  readonly fetch: Fetch;
  /** Without its credential, for other nodes that keep what this one has pruned; not there: they are not asked. */
  readonly fetchElsewhere?: Fetch;
  /** Nodes that are asked the same, in this order, when this one does not answer; not there: none. */
  readonly others?: readonly HttpTransport[];
  /** How long the node may take to answer, beyond any time it was asked to wait. */
  readonly timeoutMs: number;
}

/** How to reach a node; all but its address has a default. */
export interface HttpTransportOptions {
  readonly url: string;
  /** Another `fetch` than the platform's: for tests, proxies, or extra headers. */
  readonly fetch?: Fetch;
  readonly timeoutMs?: number;
  /**
   * Whether what the node has pruned is asked of the nodes that it names, without the credential. `true` by default, but
   * not with a `fetch` of one's own, which may add what others must not see.
   */
  readonly asksKeepers?: boolean;
  /** An API key or a token, for a node that asks for one. It goes nowhere but to this node. */
  readonly credential?: string;
  /** The key that the credential is bound to, if it is: each request then has a proof of it. */
  readonly proofKey?: ProofKey;
  /**
   * Other nodes of the chain. One that does not answer is followed by the next: it is asked the same, and a submission
   * is the same signed bytes, so that nothing is done twice whichever of them got it. What changes a node itself, such as
   * its API keys, is asked of the first one alone.
   */
  readonly others?: readonly OtherNode[];
}

/** A further node, with a credential of its own if it asks for one. */
export type OtherNode = Pick<HttpTransportOptions, 'url' | 'credential' | 'proofKey'>;

/**
 * The way to the node at `url`. Nothing is sent yet. Throws `BuildError` `bad_argument` for what is no http address, for a
 * credential that would cross a network in the clear, and for a proof key without its credential.
 *
 * @example const { head } = await getStatus(httpTransport({ url }));
 * @example const several = httpTransport({ url, others: [{ url: 'https://node2.example' }] });
 */
export function httpTransport(given: HttpTransportOptions): HttpTransport {
  const {
    url: address,
    timeoutMs = 15_000,
    credential,
    proofKey,
    others = [],
    ...options
  } = givenObject(given, 'the options of a transport, such as url');
  const url = nodeAddress(address);
  expectSending({ ...options, timeoutMs });
  // Sent without a credential, the requests would look as if they were protected.
  if (proofKey !== undefined && credential === undefined) {
    throw new BuildError(
      'bad_argument',
      'a proof key goes with the credential that is bound to it: name that, too',
    );
  }
  const { asksKeepers = options.fetch === undefined } = options;
  const plain = options.fetch ?? ((to, request) => globalThis.fetch(to, request));
  return {
    url,
    fetch: credential === undefined ? plain : presenting(credential, new URL(url), plain, proofKey),
    ...(asksKeepers && { fetchElsewhere: plain }),
    ...(others.length > 0 && {
      others: givenList(others, 'other nodes, each with its url').map((one) =>
        httpTransport({ ...options, ...one, timeoutMs }),
      ),
    }),
    timeoutMs,
  };
}

function expectSending({
  fetch,
  timeoutMs,
}: Pick<HttpTransportOptions, 'fetch' | 'timeoutMs'>): void {
  if (fetch !== undefined && typeof fetch !== 'function') {
    throw new BuildError('bad_argument', 'expected "fetch" as a function');
  }
  if (typeof timeoutMs === 'number' && timeoutMs > 0 && timeoutMs <= 2 ** 31 - 1) return;
  throw new BuildError('bad_argument', 'expected "timeoutMs" as milliseconds, above 0');
}

/** The base address of a node. A query or a user's name would be lost or refused later, without a reason. */
function nodeAddress(given: string): string {
  const url = typeof given === 'string' ? URL.parse(given) : null;
  const isPlain = url && `${url.username}${url.password}${url.search}${url.hash}` === '';
  if (isPlain && /^https?:$/.test(url.protocol)) {
    return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
  }
  throw new BuildError(
    'bad_argument',
    'expected the address of a node as "url", such as http://127.0.0.1:26700',
  );
}
