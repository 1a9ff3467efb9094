/** A client: where a node is, and how to reach it. Everything else is a function that takes one. */
import { type Codec, decodeJson, type Json } from '@trellis/protocol';
import { problemCodec } from '@trellis/protocol/http-api';
import { ApiProblem, Unreachable } from './errors.ts';

export interface Client {
  /** Base address of a node's HTTP API, such as `http://127.0.0.1:26700`. */
  readonly url: string;
  readonly fetch: typeof fetch;
}

/** A client of the node at `url`. */
export function createClient(options: { url: string; fetch?: typeof fetch }): Client {
  return {
    url: options.url.replace(/\/+$/, ''),
    fetch: options.fetch ?? ((...request) => globalThis.fetch(...request)),
  };
}

/** A request to the API. */
export interface ApiRequest {
  readonly path: string;
  readonly body?: Uint8Array;
  readonly signal?: AbortSignal;
}

/**
 * Asks the node and reads its answer strictly. Throws `ApiProblem` when the node refuses, and
 * `Unreachable` when it doesn't answer, or not as a node of this ledger does.
 */
export async function ask<T>(client: Client, request: ApiRequest, codec: Codec<T>): Promise<T> {
  const response = await reach(client, request);
  const text = await response.text();
  let json: Json;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Unreachable(client.url, `it answered ${response.status} without JSON`);
  }
  if (!response.ok) throw problemOf(client, response.status, json);
  const decoded = decodeJson(codec, json);
  if (decoded.ok) return decoded.value;
  const { path, message } = decoded.problem;
  throw new Unreachable(client.url, `its answer is not understood (${path}: ${message})`);
}

/** Sends a request; any answer will do. Throws `Unreachable`. */
export async function reach(client: Client, request: ApiRequest): Promise<Response> {
  const { path, body, signal } = request;
  try {
    return await client.fetch(`${client.url}${path}`, {
      ...(signal && { signal }),
      ...(body && {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream' },
        body: body as Uint8Array<ArrayBuffer>,
      }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Unreachable(client.url, 'it does not answer', { cause: error });
  }
}

function problemOf(client: Client, status: number, json: Json): Error {
  const problem = decodeJson(problemCodec, json);
  if (problem.ok) return new ApiProblem(problem.value);
  return new Unreachable(client.url, `it answered ${status}`);
}
