/** Names each request, and tells the log and the metrics how it ended. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Logger } from '@trellis/engine';
import { endpoints } from '@trellis/protocol/http-api';
import type { FastifyInstance } from 'fastify';
import { withoutSecrets } from '../config/redaction.ts';
import type { NodeMetrics } from '../metrics/node-metrics.ts';

export const requestIdHeader = 'x-request-id';

/** A caller's own name for its request, if it is fit to stand in a log; else a new one. */
export function requestId({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const theirs = headers[requestIdHeader];
  const isFit = typeof theirs === 'string' && /^[A-Za-z0-9._-]{1,64}$/.test(theirs);
  return isFit && withoutSecrets(theirs) === theirs ? theirs : randomUUID();
}

/** The query is left out of the log: nothing in it matters here, and it is where people put secrets. */
export function observeRequests(
  server: FastifyInstance,
  metrics: Pick<NodeMetrics, 'answered'>,
  logger: Logger,
): void {
  server.addHook('onRequest', async (request, reply) => {
    // On the answer itself, so that streams have it too.
    reply.raw.setHeader(requestIdHeader, request.id);
  });
  server.addHook('onResponse', async (request, reply) => {
    const { method } = request;
    const status = reply.statusCode;
    const route = request.routeOptions.url ?? 'none';
    metrics.answered({ route, method, status, seconds: reply.elapsedTime / 1000 });
    const [path = ''] = request.url.split('?');
    const line = {
      request: request.id,
      method,
      path: withoutSecrets(path).slice(0, 200),
      status,
      ms: Math.round(reply.elapsedTime * 10) / 10,
      address: request.ip,
    };
    if (status >= 500 && route !== endpoints.getReady.path)
      logger.warn(line, 'a request was answered with a failure');
    else logger.debug(line, 'a request was answered');
  });
}
