/** A route served by Fastify. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Guard } from '../access/guard.ts';
import { plainAddress } from '../config/network.ts';
import { mayUseAccounts } from '../credentials/principal.ts';
import { addressParameter } from '../http/parameters.ts';
import { ApiError, accountRefused } from '../http/problem.ts';
import { type Answer, type Call, hasHead, type Route, type RouteSources } from '../http/route.ts';

/** Adds a route to a server. Who calls is known before anything of a body is read. */
export function serveRoute(
  server: FastifyInstance,
  route: Route,
  sources: RouteSources,
  guard: Guard,
): void {
  server.route({
    method: route.method,
    url: route.path.replace(/\{([a-z]+)\}/g, ':$1'),
    exposeHeadRoute: hasHead(route),
    bodyLimit: route.bodyBytesMax ?? smallBodyBytesMax,
    onRequest: (request) => guard.admit(route, request),
    handler: async (request, reply) => {
      try {
        requireMediaType(route, request);
        const call = callOf(route, request, sources, guard);
        requireAccountInPath(route, call);
        const answer = await route.handle(sources, call);
        return answerWith(request, reply, answer, guard.headersOf(request));
      } catch (error) {
        if (error instanceof ApiError) guard.failed(route, request, error);
        throw error;
      }
    },
  });
}

/** Of routes that say nothing else: a `GET` has no body at all. */
const smallBodyBytesMax = 16 * 1024;

/** A body is of one of the types that the route takes. */
function requireMediaType({ body }: Route, request: FastifyRequest): void {
  if (body === undefined || request.body === undefined) return;
  const [type = ''] = (request.headers['content-type'] ?? '').split(';');
  const taken = Object.keys(body);
  if (taken.includes(type.trim().toLowerCase())) return;
  throw new ApiError(415, 'unsupported_media_type', `expected ${taken.join(' or ')}`);
}

function requireAccountInPath({ accounts }: Route, call: Call): void {
  if (accounts !== 'path' || call.principal.accounts === null) return;
  if (!mayUseAccounts(call.principal, [call.read(addressParameter)])) {
    throw accountRefused('see other accounts');
  }
}

function answerWith(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: Answer,
  limits: Readonly<Record<string, string>>,
): FastifyReply {
  if (answer.type === 'stream') {
    for (const [name, value] of Object.entries(limits)) reply.raw.setHeader(name, value);
    answer.attach(reply.raw);
    return reply.hijack();
  }
  const { status, mediaType, text, headers = {}, etag } = answer;
  reply.headers(limits).headers(headers);
  if (etag !== undefined) {
    reply.header('etag', etag);
    if (namesTag(request.headers['if-none-match'], etag)) return reply.code(304).send();
  }
  return reply.code(status).type(mediaType).send(text);
}

/** Whether `If-None-Match` has the tag, weakly compared (RFC 9110 §13.1.2). */
function namesTag(header: string | undefined, etag: string): boolean {
  const tags = (header ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}

/** Queries name parameters of the route and nothing else; each value is there once. */
function callOf(
  { parameters }: Route,
  request: FastifyRequest,
  { negotiatedOf }: RouteSources,
  guard: Guard,
): Call {
  const inPath = request.params as Readonly<Record<string, string>>;
  const inQuery = request.query as Readonly<Record<string, string | readonly string[]>>;
  const known = parameters.filter((one) => one.in === 'query').map(({ name }) => name);
  for (const [name, value] of Object.entries(inQuery)) {
    if (!known.includes(name)) {
      const others = known.length === 0 ? 'none are known' : `known: ${known.join(', ')}`;
      throw new ApiError(
        400,
        'bad_parameter',
        `${name.slice(0, 64)}: no such parameter (${others})`,
      );
    }
    if (typeof value !== 'string') {
      throw new ApiError(400, 'bad_parameter', `${name}: expected once`);
    }
  }
  const principal = guard.principalOf(request);
  const address = plainAddress(request.ip);
  return {
    body: request.body,
    principal,
    address,
    negotiated: () => negotiatedOf(request.raw),
    charge: (count) => guard.charge(request, count),
    stillValid: () => guard.stillValid(principal, address),
    read: (parameter) => {
      const value = (parameter.in === 'path' ? inPath : inQuery)[parameter.name];
      return parameter.parse(typeof value === 'string' ? value : undefined);
    },
    header: (name) => {
      const value = request.headers[name];
      return typeof value === 'string' ? value : undefined;
    },
  };
}
