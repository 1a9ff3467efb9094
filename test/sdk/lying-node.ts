/** A node that lies: it repeats the answers of an honest one, but for those that it is told to change. */
import { type HttpTransport, httpTransport } from '@trellis/client';
import type { Json } from '@trellis/protocol';
import { type EndpointId, listEndpoints } from '@trellis/protocol/http-api';

/** An answer as it came, and what was asked. */
export interface Answer {
  readonly id: EndpointId;
  readonly request: string;
  readonly status: number;
  readonly json: Json;
}

export interface LyingNode {
  readonly transport: HttpTransport;
  /** Answers like these from now on; what it is not told it asks the honest node, once. */
  tell(answers: readonly Answer[]): void;
  /** What was answered since this was last called. */
  answered(): readonly Answer[];
}

export function createLyingNode(honestUrl: string): LyingNode {
  const known = new Map<string, Answer>();
  let told = new Map<string, Answer>();
  let answered: Answer[] = [];

  async function answer(input: Parameters<typeof fetch>[0], init: RequestInit = {}) {
    const { pathname, search } = new URL(String(input));
    const { method = 'GET' } = init;
    // However long it is asked to wait, an answer is the same.
    const request = `${method} ${pathname}${search.replace(/([?&])wait=\d+/, '$1')}`;
    const honest = known.get(request) ?? (await askHonest(String(input), init, request));
    known.set(request, honest);
    const one = told.get(request) ?? honest;
    answered.push(one);
    return new Response(JSON.stringify(one.json), { status: one.status });
  }

  return {
    transport: httpTransport({ url: honestUrl, fetch: answer }),
    tell(answers) {
      told = new Map(answers.map((one) => [one.request, one]));
    },
    answered() {
      const all = answered;
      answered = [];
      return all;
    },
  };
}

async function askHonest(url: string, init: RequestInit, request: string): Promise<Answer> {
  // The node may close a connection that was idle just when it is used again.
  const response = await fetch(url, init).catch(() => fetch(url, init));
  const id = endpointOf(init.method ?? 'GET', new URL(url).pathname);
  return { id, request, status: response.status, json: (await response.json()) as Json };
}

function endpointOf(method: string, path: string): EndpointId {
  const fits = listEndpoints().filter(
    (one) =>
      one.method === method &&
      new RegExp(`^${one.path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`).test(path),
  );
  // "/v1/validators/changes" fits no other path; a path without names comes before one with them.
  const [found] = fits.toSorted((a, b) => a.path.split('{').length - b.path.split('{').length);
  if (found === undefined) throw new Error(`no endpoint has the path ${path}`);
  return found.id;
}
