/**
 * Which web pages of other origins may use the API (CORS, https://fetch.spec.whatwg.org/#http-cors-protocol): none, unless
 * the configuration names them. The API takes no cookies, so that a page brings no more rights than it has credentials.
 */
import { listEndpoints } from '@trellis/protocol/http-api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { HttpConfig } from '../config/http-config.ts';
import { requestIdHeader } from './observe-requests.ts';

const methods = [...new Set(['HEAD', ...listEndpoints().map(({ method }) => method)])].join(', ');

/** What a page may send beside what every page may; a credential only where the page's origin is named. */
const requestHeaders = [
  ...['content-type', 'idempotency-key', 'last-event-id', 'traceparent', requestIdHeader],
];

/** What a page may read of an answer beside its body. */
const answerHeaders = [
  'date',
  requestIdHeader,
  'retry-after',
  'ratelimit',
  'ratelimit-policy',
  'etag',
].join(', ');

/** How long a browser need not ask again; none keeps an answer for longer. */
const preflightSeconds = 7_200;

type AllowedOrigins = HttpConfig['allowedOrigins'];

/** Tells browsers what the configuration allows; every other origin is told nothing, and so refused by its browser. */
export function allowOrigins(server: FastifyInstance, allowed: AllowedOrigins): void {
  if (allowed.length === 0) return;
  server.addHook('onRequest', async ({ headers }, { raw }) => {
    // The answer depends on it, also where there is none.
    raw.setHeader('vary', 'Origin');
    const { origin } = headers;
    if (origin === undefined || !isAllowed(allowed, origin)) return;
    raw.setHeader('access-control-allow-origin', isNamed(allowed, origin) ? origin : '*');
    raw.setHeader('access-control-expose-headers', answerHeaders);
    raw.setHeader('cross-origin-resource-policy', 'cross-origin');
  });
}

/** Whether a browser asks, before a request of an allowed origin, what it may send. */
export function isPreflight({ method, headers }: FastifyRequest, allowed: AllowedOrigins): boolean {
  const { origin } = headers;
  const asks = method === 'OPTIONS' && 'access-control-request-method' in headers;
  return asks && origin !== undefined && isAllowed(allowed, origin);
}

/** Answers it, without looking for an endpoint: every endpoint allows the same. */
export function answerPreflight(
  { headers: { origin = '' } }: FastifyRequest,
  reply: FastifyReply,
  allowed: AllowedOrigins,
): FastifyReply {
  const given = isNamed(allowed, origin) ? [...requestHeaders, 'authorization'] : requestHeaders;
  return reply
    .code(204)
    .headers({
      'access-control-allow-methods': methods,
      'access-control-allow-headers': given.join(', '),
      'access-control-max-age': preflightSeconds,
    })
    .send();
}

function isAllowed(allowed: AllowedOrigins, origin: string): boolean {
  return isNamed(allowed, origin) || allowed.includes('*');
}

function isNamed(allowed: AllowedOrigins, origin: string): boolean {
  return origin !== '*' && allowed.includes(origin);
}
