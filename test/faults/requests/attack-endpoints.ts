/** Every endpoint of the table × every method × every hostile body, sent to one node. */
import { errorsOf, listEndpoints, type NamedEndpoint } from '@trellis/protocol/http-api';
import { type HostileBody, hostileBodies } from './hostile-bodies.ts';
import { type Answered, sendRequest } from './send-body.ts';

export interface EndpointAttack {
  readonly url: string;
  /** Bytes of each body. */
  readonly bytes: number;
  /** Whether this one is tried; all that have a body at their own method are anyway. */
  readonly isChosen: () => boolean;
}

/** Bytes of a body that goes where none is taken. */
const unreadBytesMax = 256 * 1024;

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

export interface Attack {
  readonly name: string;
  /** What has to be waited for before. */
  prepare?(): Promise<void>;
  run(): Promise<void>;
}

/** An attack for each body. What a node must not answer is told to `onWrong`. */
export function endpointAttacks(
  { url, bytes, isChosen }: EndpointAttack,
  onAnswer: () => void,
  onWrong: (what: string) => void,
): readonly Attack[] {
  const pairs = listEndpoints().flatMap((endpoint) =>
    methods.map((method) => ({ endpoint, method })),
  );
  return hostileBodies.map((body) => ({
    name: body.name,
    async run() {
      for (const { endpoint, method } of pairs) {
        const isOwn = endpoint.body !== null && method === endpoint.method;
        if (!isOwn && !isChosen()) continue;
        // What no endpoint reads is not worth so much time.
        const sent = isOwn ? bytes : Math.min(bytes, unreadBytesMax);
        const answer = await attack(url, { endpoint, method, body, bytes: sent });
        onAnswer();
        const wrong = problemWith(answer, endpoint, method, body);
        if (wrong !== undefined) onWrong(`${method} ${endpoint.path}, ${body.name}: ${wrong}`);
      }
    },
  }));
}

function attack(
  url: string,
  {
    endpoint,
    method,
    body,
    bytes,
  }: {
    readonly endpoint: NamedEndpoint;
    readonly method: string;
    readonly body: HostileBody;
    readonly bytes: number;
  },
): Promise<Answered> {
  const own = endpoint.body?.mediaTypes.at(-1) ?? 'application/json';
  return sendRequest(url, { method, path: pathTo(endpoint), body: body.make(bytes, own) });
}

/** The path with something well-formed for each of its parameters. */
export function pathTo({ path, parameters }: NamedEndpoint): string {
  return path.replace(/\{([a-z]+)\}/g, (_all, name: string) => parameters[name]?.example ?? 'a');
}

/** Bodies whose sender may find the connection closed. */
const closing: ReadonlySet<string> = new Set(['length that lies', 'chunks without end']);

function problemWith(
  { status, code }: Answered,
  endpoint: NamedEndpoint,
  method: string,
  { name }: HostileBody,
): string | undefined {
  if (status >= 500) return `${status} ${code}`;
  if (closing.has(name)) return undefined;
  if (status === 0) return 'no answer';
  if (method !== endpoint.method) return undefined;
  if (status >= 400 && code !== undefined && !errorsOf(endpoint).some((one) => one === code)) {
    return `${code}, which the table does not name`;
  }
  if (endpoint.body !== null && status < 400) return `${status}`;
  return undefined;
}
