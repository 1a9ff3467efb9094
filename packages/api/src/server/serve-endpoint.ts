/** An endpoint served by Fastify, as the table says. */
import { type Decoded, decodeJson, encode } from '@trellis/protocol';
import {
  type Content,
  type Endpoint,
  hasHead,
  type NamedEndpoint,
  readParameters,
  smallBodyBytesMax,
} from '@trellis/protocol/http-api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Guard } from '../access/guard.ts';
import { plainAddress } from '../config/network.ts';
import type { Answer, Call, HandlerSources } from '../http/handler.ts';
import { ApiError, accountRefused } from '../http/problem.ts';
import { handlers } from './handlers.ts';

/** A handler of some endpoint. */
interface AnyHandler {
  handle(sources: HandlerSources, call: Call): Answer<unknown> | Promise<Answer<unknown>>;
}

/** Adds an endpoint to a server. Who calls is known before anything of a body is read. */
export function serveEndpoint(
  server: FastifyInstance,
  endpoint: NamedEndpoint,
  sources: HandlerSources,
  guard: Guard,
): void {
  const { handle }: AnyHandler = { handle: handlers[endpoint.id] };
  server.route({
    method: endpoint.method,
    url: endpoint.path.replace(/\{([a-z]+)\}/g, ':$1'),
    exposeHeadRoute: hasHead(endpoint),
    bodyLimit: endpoint.body?.bytesMax ?? smallBodyBytesMax,
    onRequest: (request) => guard.admit(endpoint, request),
    handler: async (request, reply) => {
      try {
        const call = callOf(endpoint, request, sources, guard);
        requireAccountInPath(endpoint, call);
        const answer = await handle(sources, call);
        return answerWith(request, reply, { endpoint, answer, limits: guard.headersOf(request) });
      } catch (error) {
        if (error instanceof ApiError) guard.failed(endpoint, request, error);
        throw error;
      }
    },
  });
}

function requireAccountInPath({ accounts }: Endpoint, { parameters, principal }: Call): void {
  if (accounts !== 'path' || principal.accounts === null) return;
  if (!principal.accounts.some((account) => account === parameters.address)) {
    throw accountRefused('see other accounts');
  }
}

function answerWith(
  request: FastifyRequest,
  reply: FastifyReply,
  {
    endpoint,
    answer,
    limits,
  }: {
    readonly endpoint: NamedEndpoint;
    readonly answer: Answer<unknown>;
    readonly limits: Readonly<Record<string, string>>;
  },
): FastifyReply {
  if (answer.type === 'stream') {
    for (const [name, value] of Object.entries(limits)) reply.raw.setHeader(name, value);
    answer.attach(reply.raw);
    return reply.hijack();
  }
  const { headers = {}, etag } = answer;
  reply.headers(limits).headers(headers);
  if (etag !== undefined) {
    reply.header('etag', etag);
    if (namesTag(request.headers['if-none-match'], etag)) return reply.code(304).send();
  }
  const content = endpoint.answers[answer.status];
  if (content === undefined) throw new Error(`${endpoint.id} answers with no ${answer.status}`);
  return reply.code(answer.status).type(content.mediaType).send(textOf(content, answer.value));
}

function textOf({ codec }: Content<unknown>, value: unknown): string {
  if (codec === null && typeof value === 'string') return value;
  return JSON.stringify(codec === null ? value : codec.toJson(value));
}

/** Whether `If-None-Match` has the tag, weakly compared (RFC 9110 §13.1.2). */
function namesTag(header: string | undefined, etag: string): boolean {
  const tags = (header ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}

function callOf(
  endpoint: Endpoint,
  request: FastifyRequest,
  { negotiatedOf }: HandlerSources,
  guard: Guard,
): Call {
  const body = bodyOf(endpoint, request);
  const parameters = parametersOf(endpoint, request);
  const principal = guard.principalOf(request);
  const address = plainAddress(request.ip);
  return {
    parameters,
    body,
    principal,
    address,
    negotiated: () => negotiatedOf(request.raw),
    charge: (count) => guard.charge(request, count),
    stillValid: () => guard.stillValid(principal, address),
  };
}

/** Queries name parameters of the endpoint and nothing else; each value is there once. */
function parametersOf(endpoint: Endpoint, request: FastifyRequest): Call['parameters'] {
  const inPath = request.params as Readonly<Record<string, string>>;
  const inQuery = request.query as Readonly<Record<string, string | readonly string[]>>;
  const known = Object.entries(endpoint.parameters).flatMap(([name, parameter]) =>
    parameter.in === 'query' ? [name] : [],
  );
  for (const [name, value] of Object.entries(inQuery)) {
    if (!known.includes(name)) {
      const others = known.length === 0 ? 'none are known' : `known: ${known.join(', ')}`;
      throw new ApiError('bad_parameter', `${name.slice(0, 64)}: no such parameter (${others})`);
    }
    if (typeof value !== 'string') {
      throw new ApiError('bad_parameter', `${name}: expected once`);
    }
  }
  const read = readParameters(endpoint, (name, place) => {
    // An empty header says as little as none.
    if (place === 'header') return request.headers[name.toLowerCase()]?.toString() || undefined;
    return (place === 'path' ? inPath : inQuery)[name]?.toString();
  });
  if (read.ok) return read.value;
  throw new ApiError('bad_parameter', `${read.problem.path}: ${read.problem.message}`);
}

/** A body is of one of the types that the endpoint takes; JSON is decoded, bytes are for the ledger to read. */
function bodyOf({ body }: Endpoint, request: FastifyRequest): Call['body'] {
  const given = request.body;
  if (body === null) return undefined;
  if (given !== undefined) requireMediaType(body.mediaTypes, request);
  if (body.type === 'form') {
    return given instanceof URLSearchParams ? given : new URLSearchParams();
  }
  if (given === undefined || given === null) {
    throw new ApiError('malformed', `the body is empty; send ${body.mediaTypes.join(' or ')}`);
  }
  if (body.type === 'encoded' && given instanceof Uint8Array) return new Uint8Array(given);
  const value = decoded(decodeJson(body.codec, given));
  return body.type === 'encoded' ? encode(body.codec, value) : value;
}

function requireMediaType(taken: readonly string[], { headers }: FastifyRequest): void {
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  if (taken.includes(type.trim().toLowerCase())) return;
  throw new ApiError('unsupported_media_type', `expected ${taken.join(' or ')}`);
}

function decoded<T>(read: Decoded<T>): T {
  if (read.ok) return read.value;
  const { path, message } = read.problem;
  throw new ApiError('malformed', path === '' ? message : `${path}: ${message}`);
}
