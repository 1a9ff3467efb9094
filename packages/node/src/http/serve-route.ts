/** A route served by Fastify. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from './problem.ts';
import type { Answer, Call, Route, RouteSources } from './route.ts';

/** Adds a route to a server. */
export function serveRoute(server: FastifyInstance, route: Route, sources: RouteSources): void {
  server.route({
    method: route.method,
    url: route.path.replace(/\{([a-z]+)\}/g, ':$1'),
    handler: async (request, reply) =>
      answerWith(request, reply, await route.handle(sources, callOf(route, request))),
  });
}

function answerWith(request: FastifyRequest, reply: FastifyReply, answer: Answer): FastifyReply {
  if (answer.type === 'stream') {
    answer.attach(reply.raw);
    return reply.hijack();
  }
  const { status, mediaType, text, headers = {}, etag } = answer;
  void reply.headers(headers);
  if (etag !== undefined) {
    void reply.header('etag', etag);
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
function callOf({ parameters }: Route, request: FastifyRequest): Call {
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
  return {
    body: request.body,
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
