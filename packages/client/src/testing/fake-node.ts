/** A node's HTTP API for tests, as a `fetch` that calls a function. */
import type { Codec } from '@trellis/protocol';
import { problemCodec } from '@trellis/protocol/http-api';
import { type HttpTransport, httpTransport } from '../http-transport.ts';

export interface FakeRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly body: Uint8Array | null;
  readonly signal: AbortSignal | null;
}

/** A transport whose requests `answer` gets, in order. */
export function fakeTransport(
  answer: (request: FakeRequest) => Response | Promise<Response>,
  timeoutMs = 1_000,
): HttpTransport {
  return httpTransport({
    url: 'http://node.test',
    timeoutMs,
    fetch: async (input, init) => {
      const url = new URL(String(input));
      return answer({
        method: init?.method ?? 'GET',
        path: url.pathname + url.search,
        body: init?.body instanceof Uint8Array ? init.body : null,
        signal: init?.signal ?? null,
      });
    },
  });
}

/** An answer of the API. */
export function answerWith<T>(codec: Codec<T>, value: T, status = 200): Response {
  return new Response(JSON.stringify(codec.toJson(value)), { status });
}

/** A refusal of the API. */
export function refuseWith(status: number, code: string, detail = `this is ${code}`): Response {
  const problem = { type: 'about:blank', title: code, status, code, detail };
  return answerWith(problemCodec, problem, status);
}
