/** Asking other nodes for what a node has pruned. Nothing is believed of any of them that is not proven. */
import { decodeAnswer, rawText } from '@trellis/protocol';
import { prunedProblemCodec } from '@trellis/protocol/http-api';
import { isThisMachine } from './credential.ts';
import { ApiProblem } from './errors.ts';
import type { HttpTransport } from './http-transport.ts';

/** So many are asked, one after another. */
const keepersMax = 4;

/**
 * The nodes that a problem names, as clients without a credential. Nodes are reached over https, or on this machine if
 * the first one is: an answer must not make its reader call others in the clear.
 */
export function keepersOf(transport: HttpTransport, error: unknown): readonly HttpTransport[] {
  const { fetchElsewhere } = transport;
  if (fetchElsewhere === undefined) return [];
  if (!(error instanceof ApiProblem) || error.code !== 'pruned') return [];
  const problem = decodeAnswer(prunedProblemCodec, error.body);
  if (!problem.ok) return [];
  const urls = problem.value.keptBy.flatMap(({ url }) => (url === null ? [] : [rawText(url)]));
  return urls
    .filter((url) => isReachable(url, transport.url))
    .slice(0, keepersMax)
    .map((url) => ({
      url: url.replace(/\/+$/, ''),
      fetch: (to, request) => fetchElsewhere(to, { ...request, redirect: 'error' }),
      timeoutMs: transport.timeoutMs,
    }));
}

function isReachable(url: string, first: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, username, password } = new URL(url);
  if (username !== '' || password !== '') return false;
  if (protocol === 'https:') return true;
  const isHere = isThisMachine(hostname) && isThisMachine(new URL(first).hostname);
  return protocol === 'http:' && isHere;
}
