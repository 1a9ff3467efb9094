/** Every call of the API, by its entry in the table of endpoints. */
import { decodeAnswer, encode, type Json } from '@trellis/protocol';
import {
  type AnswerOf,
  type ArgumentsOf,
  type Endpoint,
  headersOf,
  pathOf,
  problemCodec,
  type ReportedEndpoint,
} from '@trellis/protocol/http-api';
import { readBody } from './body.ts';
import { ApiProblem, BuildError, Unreachable } from './errors.ts';
import { givenObject } from './given.ts';
import { givenTransport } from './given-transport.ts';
import type { HttpTransport } from './http-transport.ts';
import { keepersOf } from './keepers.ts';

/** What came back. */
type Answer = Awaited<ReturnType<HttpTransport['fetch']>>;

/** What a call is given; nothing need be when there is nothing that it can't do without. */
type Given<E extends Endpoint> =
  object extends ArgumentsOf<E>
    ? readonly [given?: ArgumentsOf<E>]
    : readonly [given: ArgumentsOf<E>];

/**
 * Calls an endpoint of those whose answers nothing proves, and gives what the node reports. (What is proven is read
 * by functions that check it.) Throws `ApiProblem` when the node refuses, and `Unreachable` when it doesn't answer,
 * or not as a node of this ledger does.
 *
 * @example const { nodes } = await call(transport, endpoints.getNodes, { limit: 10 });
 */
export function call<E extends ReportedEndpoint>(
  transport: HttpTransport,
  endpoint: E,
  ...given: Given<E>
): Promise<AnswerOf<E>> {
  return ask(transport, endpoint, ...given);
}

/**
 * As `call`, of any endpoint: for functions that check the answer, or hand it to whoever does. What the node has pruned is
 * asked of the nodes that it names.
 */
export async function ask<E extends Endpoint>(
  transport: HttpTransport,
  endpoint: E,
  ...[given]: Given<E>
): Promise<AnswerOf<E>> {
  const values = given ?? ({} as ArgumentsOf<E>);
  givenTransport(transport);
  givenObject(endpoint, 'an endpoint of the table');
  try {
    return await askNodes(transport, endpoint, values);
  } catch (error) {
    for (const keeper of keepersOf(transport, error)) {
      const answer = await askOnce(keeper, endpoint, values).catch(notThere);
      if (answer !== undefined) return answer;
    }
    throw error;
  }
}

/**
 * Asks the next node when one does not answer, whether or not it heard the question: to read and to submit ends in the
 * same way however often it is done.
 */
async function askNodes<E extends Endpoint>(
  transport: HttpTransport,
  endpoint: E,
  values: ArgumentsOf<E>,
): Promise<AnswerOf<E>> {
  const isRepeatable = ['open', 'read', 'submit'].includes(endpoint.access);
  let failed: Unreachable | undefined;
  for (const node of [transport, ...(isRepeatable ? (transport.others ?? []) : [])]) {
    try {
      return await askOnce(node, endpoint, values);
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      failed ??= error;
    }
  }
  throw failed ?? new Unreachable(transport.url, 'it was not asked');
}

/** A node that can't give it either is passed over. */
function notThere(error: unknown): undefined {
  if (error instanceof ApiProblem || error instanceof Unreachable) return undefined;
  throw error;
}

async function askOnce<E extends Endpoint>(
  transport: HttpTransport,
  endpoint: E,
  values: ArgumentsOf<E>,
): Promise<AnswerOf<E>> {
  const question = questionOf(transport, endpoint, values);
  const waitMs = 'wait' in values && typeof values.wait === 'number' ? values.wait : 0;
  const timeoutMs = transport.timeoutMs + waitMs;
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await request(transport, endpoint, question, signal);
    return await readAnswer(transport, endpoint, response);
  } catch (error) {
    if (error instanceof ApiProblem || error instanceof Unreachable) throw error;
    const why = signal.aborted ? `it took more than ${timeoutMs / 1000} s` : reasonOf(error);
    throw new Unreachable(transport.url, why, { cause: error });
  }
}

/**
 * Opens the stream of an endpoint. Throws `ApiProblem` and `Unreachable` as `call` does, and what `fetch` throws
 * when there is no connection.
 */
export async function openStream<E extends Endpoint>(
  transport: HttpTransport,
  endpoint: E,
  given: ArgumentsOf<E>,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const question = questionOf(givenTransport(transport), endpoint, given);
  const response = await request(transport, endpoint, question, signal);
  if (response.body === null) throw new Unreachable(transport.url, 'it gave no event stream');
  return response.body;
}

interface Question {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

/** What is sent. Throws `BuildError` `bad_argument`: that a call is given what it does not take is no fault of the node. */
function questionOf<E extends Endpoint>(
  transport: HttpTransport,
  endpoint: E,
  given: ArgumentsOf<E>,
): Question {
  try {
    const body = bodyOf(endpoint, given);
    return {
      url: `${transport.url}${pathOf(endpoint, given)}`,
      headers: { ...headersOf(endpoint, given), ...(body && { 'content-type': body.type }) },
      ...(body && { body: body.content }),
    };
  } catch (cause) {
    const { method, path } = endpoint;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new BuildError('bad_argument', `${method} ${path} can’t be asked with this: ${why}`, {
      cause,
    });
  }
}

/** The response, when it is one of the endpoint's answers. */
async function request(
  transport: HttpTransport,
  endpoint: Endpoint,
  { url, ...question }: Question,
  signal: AbortSignal,
): Promise<Answer> {
  const response = await transport.fetch(url, { method: endpoint.method, signal, ...question });
  if (endpoint.answers[response.status] === undefined) throw await refusalOf(transport, response);
  return response;
}

/** The body of a call, in the shortest form that the endpoint takes. */
function bodyOf<E extends Endpoint>(
  { body: described }: E,
  given: ArgumentsOf<E>,
): { readonly type: string; readonly content: string | Uint8Array<ArrayBuffer> } | undefined {
  if (described === null || !('body' in given)) return undefined;
  const [type] = described.mediaTypes;
  switch (described.type) {
    case 'encoded':
      return { type, content: new Uint8Array(encode(described.codec, given.body)) };
    case 'json':
      return { type, content: JSON.stringify(described.codec.toJson(given.body)) };
    case 'form':
      return { type, content: String(new URLSearchParams(given.body as Record<string, string>)) };
  }
}

async function readAnswer<E extends Endpoint>(
  transport: HttpTransport,
  { answers }: E,
  response: Answer,
): Promise<AnswerOf<E>> {
  const content = answers[response.status];
  if (content?.mediaType.startsWith('text/')) {
    return (await readBody(transport.url, response)) as AnswerOf<E>;
  }
  const json = await readJson(transport, response);
  if (!content?.codec) return json as AnswerOf<E>;
  const decoded = decodeAnswer(content.codec, json);
  if (decoded.ok) return decoded.value as AnswerOf<E>;
  const { path, message } = decoded.problem;
  throw new Unreachable(transport.url, `its answer is not understood (${path}: ${message})`);
}

/** Why there was no connection; Node says more than browsers do. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? ` (${cause.code})` : '';
  return `the connection failed${code}`;
}

/** What to throw for an answer that is not one of the endpoint's. */
async function refusalOf(transport: HttpTransport, response: Answer): Promise<Error> {
  const json = await readJson(transport, response);
  const problem = decodeAnswer(problemCodec, json);
  if (problem.ok) return new ApiProblem(problem.value, json);
  return new Unreachable(transport.url, `it answered ${response.status}`);
}

async function readJson(transport: HttpTransport, response: Answer): Promise<Json> {
  const text = await readBody(transport.url, response);
  try {
    return JSON.parse(text);
  } catch {
    throw new Unreachable(transport.url, `it answered ${response.status} without JSON`);
  }
}
