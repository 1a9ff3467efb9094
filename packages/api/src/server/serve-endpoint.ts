/** An endpoint served by Fastify, as the table says. */
import { type Decoded, decodeJson, encode } from '@trellis/protocol';
import {
  type Body,
  type Content,
  type Endpoint,
  hasHead,
  type NamedEndpoint,
  readParameters,
} from '@trellis/protocol/http-api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Guard } from '../access/guard.ts';
import { requireLength, requireMediaType } from '../body/announced-body.ts';
import type { HeldBodies } from '../body/held-bodies.ts';
import { type ReadBody, readBody } from '../body/read-body.ts';
import { plainAddress } from '../config/network.ts';
import type { Answer, Call, HandlerSources } from '../http/handler.ts';
import { withKeepers } from '../http/keepers.ts';
import { ApiError, accountRefused, PrunedError } from '../http/problem.ts';
import { handlers } from './handlers.ts';

/** A handler of some endpoint. */
interface AnyHandler {
  handle(sources: HandlerSources, call: Call): Answer<unknown> | Promise<Answer<unknown>>;
}

/** What all endpoints are served with. */
export interface Serving {
  readonly sources: HandlerSources;
  readonly guard: Guard;
  readonly held: HeldBodies;
}

/**
 * Adds an endpoint to a server. Before anything of a body is read, its type is one that the endpoint takes, whoever
 * calls is known and may call, and its announced length is not too much.
 */
export function serveEndpoint(
  server: FastifyInstance,
  endpoint: NamedEndpoint,
  serving: Serving,
): void {
  const { guard } = serving;
  server.route({
    method: endpoint.method,
    url: endpoint.path.replace(/\{([a-z]+)\}/g, ':$1'),
    exposeHeadRoute: hasHead(endpoint),
    async onRequest(request) {
      try {
        requireMediaType(endpoint.body, request.headers);
      } catch (error) {
        guard.count(request);
        throw error;
      }
      await guard.admit(endpoint, request);
      requireLength(endpoint.body, request.headers);
    },
    handler: async (request, reply) => {
      try {
        return await answerTo(endpoint, request, reply, serving);
      } catch (thrown) {
        const isPruned = thrown instanceof PrunedError;
        const error = isPruned ? await withKeepers(serving.sources, thrown) : thrown;
        if (error instanceof ApiError) guard.failed(endpoint, request, error);
        throw error;
      }
    },
  });
}

const nothing = new Uint8Array();

async function answerTo(
  endpoint: NamedEndpoint,
  request: FastifyRequest,
  reply: FastifyReply,
  { sources, guard, held }: Serving,
): Promise<FastifyReply> {
  const { handle }: AnyHandler = { handle: handlers[endpoint.id] };
  const meter = guard.meterOf(request);
  const { type } = guard.principalOf(request);
  const given =
    endpoint.body &&
    (await readBody(endpoint.body, {
      message: request.raw,
      response: reply.raw,
      meter,
      isKeyless: type === 'anonymous',
      held,
      inspect: (bytes) => guard.requireBody(request, bytes),
    }));
  if (endpoint.body === null) guard.requireBody(request, nothing);
  const answer = await meter.measure(() => {
    const body = endpoint.body && bodyOf(endpoint.body, given ?? undefined);
    const { measure } = meter;
    const call = { ...callOf(endpoint, request, sources, guard), body: body ?? undefined, measure };
    requireAccountInPath(endpoint, call);
    return handle(sources, call);
  });
  const limits = guard.headersOf(request);
  return meter.measure(() => answerWith(request, reply, { endpoint, answer, limits }));
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
): Omit<Call, 'body' | 'measure'> {
  const parameters = parametersOf(endpoint, request);
  const principal = guard.principalOf(request);
  const address = plainAddress(request.ip);
  return {
    parameters,
    principal,
    address,
    negotiated: () => negotiatedOf(request.raw),
    charge: (calls) => guard.charge(request, calls),
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

/** JSON is decoded; bytes are for the ledger to read. */
function bodyOf(body: Body, given: ReadBody | undefined): Call['body'] {
  if (body.type === 'form') return given?.type === 'form' ? given.form : new Map();
  if (given === undefined) {
    throw new ApiError('malformed', `the body is empty; send ${body.mediaTypes.join(' or ')}`);
  }
  if (body.type === 'encoded' && given.type === 'bytes') return given.bytes;
  const value = decoded(decodeJson(body.codec, given.type === 'json' ? given.json : null));
  return body.type === 'encoded' ? encode(body.codec, value) : value;
}

function decoded<T>(read: Decoded<T>): T {
  if (read.ok) return read.value;
  const { path, message } = read.problem;
  throw new ApiError('malformed', path === '' ? message : `${path}: ${message}`);
}
