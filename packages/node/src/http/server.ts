/** The HTTP server: how requests come in and errors go out. What each path does is in `routes.ts`. */
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify';
import type { Logger } from '../ports/logger.ts';
import { createEventStream } from './event-stream.ts';
import { ApiError, problemJson } from './problem.ts';
import { routes } from './routes.ts';
import { serveRoute } from './serve-route.ts';
import type { ApiSources } from './sources.ts';

/** A body of JSON is a third longer than the bytes it holds, and a little more. */
const bodyBytesMax = 16 * 1024 * 1024;

export interface HttpServer {
  /** `http://127.0.0.1:26700`, with the real port. */
  readonly url: string;
  close(): Promise<void>;
}

/** Starts serving. Throws `HttpListenError` when the address is taken. */
export async function startHttpServer(
  sources: ApiSources,
  address: { readonly host: string; readonly port: number },
  logger: Logger,
): Promise<HttpServer> {
  const server = Fastify({
    bodyLimit: bodyBytesMax,
    connectionTimeout: 30_000,
    requestTimeout: 90_000,
    routerOptions: { maxParamLength: 128, ignoreTrailingSlash: false },
    forceCloseConnections: true,
    logger: false,
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    'application/octet-stream',
    { parseAs: 'buffer' },
    async (_request: unknown, body: unknown) => body,
  );
  server.addContentTypeParser(
    'application/json',
    { parseAs: 'string' },
    async (_request: unknown, body: unknown) => {
      try {
        return JSON.parse(String(body));
      } catch {
        throw new ApiError(400, 'malformed', 'the body is not JSON');
      }
    },
  );
  server.setErrorHandler((error: FastifyError | ApiError, _request, reply) => {
    sendProblem(reply, toApiError(error, logger));
  });
  server.setNotFoundHandler(({ method, url }, reply) => {
    sendProblem(
      reply,
      new ApiError(404, 'not_found', `there is no ${method} ${url.slice(0, 200)}`),
    );
  });

  const stream = createEventStream(sources.engine.events, sources.store);
  for (const route of routes) serveRoute(server, route, { ...sources, stream });

  const url = await listen(server, address);
  return {
    url,
    async close() {
      stream.close();
      await server.close();
    },
  };
}

/** The address of the HTTP API can't be used. */
export class HttpListenError extends Error {
  readonly code = 'http_address_unavailable';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'HttpListenError';
  }
}

async function listen(
  server: FastifyInstance,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<string> {
  try {
    return await server.listen({ host, port });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'is in use by another process' : `can't be used (${code})`;
    throw new HttpListenError(
      `the HTTP address ${host}:${port} ${why}; choose another http.port in the configuration`,
      { cause: error },
    );
  }
}

function sendProblem(reply: FastifyReply, error: ApiError): void {
  void reply.code(error.status).type('application/problem+json').send(problemJson(error));
}

function toApiError(error: FastifyError | ApiError, logger: Logger): ApiError {
  if (error instanceof ApiError) return error;
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new ApiError(413, 'body_too_large', `the body is over ${bodyBytesMax} bytes`);
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new ApiError(
        415,
        'unsupported_media_type',
        'expected application/octet-stream or application/json',
      );
    default:
  }
  const status = error.statusCode ?? 500;
  if (status < 500) return new ApiError(status, 'bad_parameter', error.message);
  logger.error({ error }, 'a request failed');
  return new ApiError(500, 'internal_error', 'the node failed to answer; its log says why');
}
