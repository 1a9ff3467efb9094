/** A client: where a node is, and how to reach it. Everything else is a function that takes one. */
import { type Codec, decodeJson, type Json } from '@trellis/protocol';
import { problemCodec } from '@trellis/protocol/http-api';
import { readBody } from './body.ts';
import { presenting } from './credential.ts';
import { ApiProblem, Unreachable } from './errors.ts';

/** A node, and how it is talked to. Plain data: every action takes it as its first argument. */
export interface Client {
  /** Base address of a node's HTTP API, such as `http://127.0.0.1:26700`. */
  readonly url: string;
  readonly fetch: typeof fetch;
  /** How long the node may take to answer, beyond any time it was asked to wait. */
  readonly timeoutMs: number;
}

/** How to reach a node; all but its address has a default. */
export interface ClientOptions {
  readonly url: string;
  /** Another `fetch` than the platform's: for tests, proxies, or extra headers. */
  readonly fetch?: typeof fetch;
  readonly timeoutMs?: number;
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
  const plain = options.fetch ?? ((...request) => globalThis.fetch(...request));
  return {
    url: url.replace(/\/+$/, ''),
    fetch: credential === undefined ? plain : presenting(credential, new URL(url), plain),
    timeoutMs,
  };
}

/** A request to the API. */
export interface ApiRequest {
  readonly path: string;
  readonly body?: Uint8Array;
  /** How long the node is asked to wait before it answers. */
  readonly waitMs?: number;
}

/**
 * Asks the node and reads its answer strictly. Throws `ApiProblem` when the node refuses, and
 * `Unreachable` when it doesn't answer, or not as a node of this ledger does.
 */
export async function ask<T>(client: Client, request: ApiRequest, codec: Codec<T>): Promise<T> {
  const decoded = decodeJson(codec, await askJson(client, request));
  if (decoded.ok) return decoded.value;
  const { path, message } = decoded.problem;
  throw new Unreachable(client.url, `its answer is not understood (${path}: ${message})`);
}

/** As `ask`, for a document of another standard: it is passed on as it came. */
export async function askJson(client: Client, request: ApiRequest): Promise<Json> {
  const timeoutMs = client.timeoutMs + (request.waitMs ?? 0);
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await client.fetch(
      `${client.url}${request.path}`,
      requestInit(request, signal),
    );
    if (!response.ok) throw await refusalOf(client, response);
    return await readJson(client, response);
  } catch (error) {
    if (error instanceof ApiProblem || error instanceof Unreachable) throw error;
    const why = signal.aborted ? `it took more than ${timeoutMs / 1000} s` : reasonOf(error);
    throw new Unreachable(client.url, why, { cause: error });
  }
}

/** Why there was no connection; Node says more than browsers do. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? ` (${cause.code})` : '';
  return `the connection failed${code}`;
}

function requestInit({ body }: ApiRequest, signal: AbortSignal): RequestInit {
  if (body === undefined) return { signal };
  return {
    signal,
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: body as Uint8Array<ArrayBuffer>,
  };
}

/** What to throw for an answer that is not a success. */
export async function refusalOf(client: Client, response: Response): Promise<Error> {
  const problem = decodeJson(problemCodec, await readJson(client, response));
  if (problem.ok) return new ApiProblem(problem.value);
  return new Unreachable(client.url, `it answered ${response.status}`);
}

async function readJson(client: Client, response: Response): Promise<Json> {
  const text = await readBody(client.url, response);
  try {
    return JSON.parse(text);
  } catch {
    throw new Unreachable(client.url, `it answered ${response.status} without JSON`);
  }
}
