/** A client: where a node is, and how to reach it. Everything else is a function that takes one. */
import { presenting } from './credential.ts';
import type { Fetch } from './fetch.ts';

/** A node, and how it is talked to. Plain data: every action takes it as its first argument. */
export interface Client {
  /** Base address of a node's HTTP API, such as `http://127.0.0.1:26700`. */
  readonly url: string;
  readonly fetch: Fetch;
  /** Without its credential, for other nodes that keep what this one has pruned; not there: they are not asked. */
  readonly fetchElsewhere?: Fetch;
  /** How long the node may take to answer, beyond any time it was asked to wait. */
  readonly timeoutMs: number;
}

/** How to reach a node; all but its address has a default. */
export interface ClientOptions {
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
}

/**
 * A client of the node at `url`. Nothing is sent yet. Throws a `TypeError` for what is no http address, and
 * for a credential that would cross a network in the clear.
 *
 * @example const { head } = await getStatus(createClient({ url: 'http://127.0.0.1:26700' }));
 */
export function createClient({
  url,
  timeoutMs = 15_000,
  credential,
  ...options
}: ClientOptions): Client {
  if (!/^https?:$/.test(new URL(url).protocol)) throw new TypeError(`not an http address: ${url}`);
  const { asksKeepers = options.fetch === undefined } = options;
  const plain = options.fetch ?? ((to, request) => globalThis.fetch(to, request));
  return {
    url: url.replace(/\/+$/, ''),
    fetch: credential === undefined ? plain : presenting(credential, new URL(url), plain),
    ...(asksKeepers && { fetchElsewhere: plain }),
    timeoutMs,
  };
}
