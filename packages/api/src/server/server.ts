/** The HTTP server: how requests come in and errors go out. What each path does is in `handlers.ts`. */
import { STATUS_CODES } from 'node:http';
import { Server as HttpsServer } from 'node:https';
import type { Writable } from 'node:stream';
import type { Logger } from '@trellis/engine';
import { listEndpoints } from '@trellis/protocol/http-api';
import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import type { Guard } from '../access/guard.ts';
import { createHeldBodies } from '../body/held-bodies.ts';
import type { HttpConfig } from '../config/http-config.ts';
import { isLoopback } from '../config/network.ts';
import { createEventStream } from '../http/event-stream.ts';
import { ApiError, OAuthError, problemJson } from '../http/problem.ts';
import type { ApiSources } from '../http/sources.ts';
import { serveExplorer } from '../reference/explorer-files.ts';
import { apiGroups, groupList } from '../tls/groups.ts';
import type { TlsIdentity } from '../tls/identity.ts';
import { type NegotiatedOf, watchHandshakes } from '../tls/negotiated.ts';
import { limitConnections } from './connection-limits.ts';
import { allowOrigins, answerPreflight, isPreflight } from './cross-origin.ts';
import { leaveBodies, settleBody } from './leave-bodies.ts';
import { noRoute } from './no-route.ts';
import { observeRequests, requestId, requestIdHeader } from './observe-requests.ts';
import { safeHeaders } from './safe-headers.ts';
import { serveEndpoint } from './serve-endpoint.ts';
import { showToPages } from './show-to-pages.ts';
import { traceRequests } from './trace-requests.ts';

const table = listEndpoints();

/** Longest path with its query: the longest of ours is under 200 characters. */
const urlCharactersMax = 2_048;

/**
 * All headers of a request together. The longest are a token of some 5,000 bytes, a proof by an ML-DSA-87 key of 11,000, and
 * an administrator's signature by SLH-DSA of 11,000: one request can have all three.
 */
const headerBytesMax = 32 * 1024;

export interface HttpServer {
  /** `http://127.0.0.1:26700`, with the real port. */
  readonly url: string;
  close(): Promise<void>;
}

/** Starts serving. Throws `HttpListenError` when the address is taken. */
export async function startHttpServer(
  sources: ApiSources,
  config: HttpConfig,
  identity: TlsIdentity | null,
  guard: Guard,
  logger: Logger,
): Promise<HttpServer> {
  const server = createFastify(config, identity, (error, request, reply) => {
    answerBadPath(error, request, reply, { guard, logger });
  });
  const negotiatedOf = watchConnections(server, config);
  leaveBodies(server);
  traceRequests(server);
  observeRequests(server, sources.metrics, logger);
  checkRequests(server, config, guard);
  answerProblems(server, guard, logger);
  limitConnections(server.server, config.limits);

  const stream = createEventStream(
    sources.engine.events,
    sources.store,
    config.limits.streamsPerCaller,
  );
  const serving = {
    sources: { ...sources, stream, negotiatedOf },
    guard,
    held: createHeldBodies(),
  };
  for (const endpoint of table) serveEndpoint(server, endpoint, serving);
  await serveExplorer(server, logger, guard.count, config);

  const url = await listen(server, config);
  return {
    url,
    async close() {
      stream.close();
      await server.close();
    },
  };
}

/** What has to be right of a request before anybody looks for its endpoint. */
function checkRequests(server: FastifyInstance, config: HttpConfig, guard: Guard): void {
  server.addHook('onRequest', async (_request, reply) => makeSafe(reply));
  server.addHook('onRequest', async (request, reply) => {
    showToPages(config.pageNodes, request, reply);
  });
  allowOrigins(server, config.allowedOrigins);
  const isOpenHere = config.anonymous.length > 0 && isLoopback(config.host);
  server.addHook('onRequest', async (request, reply) => {
    try {
      requireHost(request);
      requireShortUrl(request);
      if (isOpenHere) requireOwnHost(request);
      if (isPreflight(request, config.allowedOrigins)) {
        guard.count(request);
        return answerPreflight(request, reply, config.allowedOrigins);
      }
      requireRoute(request);
    } catch (error) {
      guard.count(request);
      throw error;
    }
  });
  // An expectation that nobody knows is taken no notice of (RFC 9110 §10.1.1), where Node would answer for us. Whether
  // a body is to come is for whoever reads it to say, as it may be refused before.
  for (const event of ['checkExpectation', 'checkContinue'] as const) {
    server.server.on(event, (request, response) => {
      server.server.emit('request', request, response);
    });
  }
}

function answerProblems(server: FastifyInstance, guard: Guard, logger: Logger): void {
  server.setErrorHandler((error: FastifyError | ApiError, request, reply) => {
    settleBody(request, reply, guard);
    sendProblem(reply.headers(guard.headersOf(request)), toApiError(error, request.id, logger));
  });
}

/** A path that can't be read gets to no hook and no route. */
function answerBadPath(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
  { guard, logger }: { readonly guard: Guard; readonly logger: Logger },
): void {
  makeSafe(reply);
  reply.raw.setHeader(requestIdHeader, request.id);
  let answer = toApiError(error, request.id, logger);
  try {
    guard.count(request);
  } catch (refusal) {
    if (refusal instanceof ApiError) answer = refusal;
  }
  settleBody(request, reply, guard);
  sendProblem(reply.headers(guard.headersOf(request)), answer);
}

/** On the answer itself, so that streams have them too. */
function makeSafe({ raw }: FastifyReply): void {
  for (const [name, value] of Object.entries(safeHeaders)) raw.setHeader(name, value);
}

function createFastify(
  { tls, limits: { headersMs, requestMs } }: HttpConfig,
  identity: TlsIdentity | null,
  onBadPath: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => void,
): FastifyInstance {
  const server = {
    // A call that waits for finality says nothing for up to a minute.
    connectionTimeout: 90_000,
    requestTimeout: requestMs,
    keepAliveTimeout: 30_000,
    clientErrorHandler: answerBrokenRequest,
    // How long a path may be is for `requireShortUrl` to say, and what a parameter is for the route.
    routerOptions: { maxParamLength: headerBytesMax, ignoreTrailingSlash: false },
    frameworkErrors: onBadPath,
    forceCloseConnections: true,
    logger: false,
    genReqId: requestId,
  } as const;
  const limits = {
    maxHeaderSize: headerBytesMax,
    headersTimeout: headersMs,
    // Node would answer without a body that says what is wrong.
    requireHostHeader: false,
    // Node looks this often whether somebody is too slow; 30 s, its default, is longer than what we allow.
    connectionsCheckingInterval: Math.min(1_000, headersMs),
  };
  if (tls === null || identity === null) return Fastify({ ...server, http: limits });
  const https = Fastify({
    ...server,
    https: {
      ...limits,
      cert: identity.certificates,
      key: identity.key,
      minVersion: 'TLSv1.3',
      ecdhCurve: groupList(apiGroups(tls)),
      handshakeTimeout: headersMs,
    },
  });
  return https as unknown as FastifyInstance;
}

function watchConnections(
  { server }: FastifyInstance,
  { tls, limits: { headersMs } }: HttpConfig,
): NegotiatedOf {
  if (tls === null || !(server instanceof HttpsServer)) return () => null;
  return watchHandshakes(server, apiGroups(tls), headersMs);
}

/** What can't be read as HTTP never gets to a route; it is answered as everything else is. */
function answerBrokenRequest(
  { code }: NodeJS.ErrnoException,
  socket: { writable: boolean; destroySoon?: () => void } & Writable,
): void {
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const error = brokenRequest(code);
  const body = problemJson(error);
  socket.write(
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}\r\nContent-Type: application/problem+json\r\n` +
      Object.entries(safeHeaders)
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join('') +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
  // Whoever continued to send would keep the connection open with `end` alone.
  socket.destroySoon?.();
}

function brokenRequest(code: string | undefined): ApiError {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new ApiError('headers_too_large', `the headers are over ${headerBytesMax} bytes`);
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new ApiError('request_timeout', 'the request took too long to arrive');
    default:
      return new ApiError('malformed', 'this is no HTTP request');
  }
}

/** Where there is no endpoint, nothing is read either. Throws `ApiError` 404 or 405. */
function requireRoute({ is404, method, url }: FastifyRequest): void {
  if (!is404) return;
  const [path = ''] = url.split('?', 1);
  throw noRoute(table, method, path);
}

/** RFC 9112 §3.2. */
function requireHost({ raw: { httpVersion, headers } }: FastifyRequest): void {
  if (httpVersion === '1.0' || headers.host !== undefined) return;
  throw new ApiError('malformed', 'the header Host is missing');
}

function requireShortUrl({ url }: FastifyRequest): void {
  if (url.length <= urlCharactersMax) return;
  throw new ApiError('uri_too_long', `the path and query are over ${urlCharactersMax} characters`);
}

/**
 * Where anybody on this machine may call, a page from elsewhere must not: a browser can be led here under a
 * name that its owner points to 127.0.0.1 (DNS rebinding), but not to say another name in `Host`.
 */
function requireOwnHost({ hostname }: FastifyRequest): void {
  if (isLoopback(hostname)) return;
  throw new ApiError('wrong_host', 'this node answers to localhost and 127.0.0.1 alone');
}

/** The address of the HTTP API can't be used; the message says why. */
class HttpListenError extends Error {
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
  reply
    .code(error.status)
    .headers(error.headers)
    .type(error instanceof OAuthError ? 'application/json' : 'application/problem+json')
    .send(problemJson(error));
}

function toApiError(error: FastifyError | ApiError, request: string, logger: Logger): ApiError {
  if (error instanceof ApiError) return error;
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return new ApiError('unsupported_media_type', 'content-type: no media type');
  }
  const status = error.statusCode ?? 500;
  if (status < 500) return new ApiError('bad_parameter', error.message, { status });
  logger.error({ request, error }, 'a request could not be answered');
  return new ApiError('internal_error', 'the node failed to answer; its log says why');
}
