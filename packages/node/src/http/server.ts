/** The HTTP API: which path does what. Bodies and answers are those of `@trellis/protocol/http-api`. */
import {
  decode,
  decodeJson,
  encode,
  genesisCodec,
  nodeUsageCodec,
  nodeUsagePath,
  signedTransactionCodec,
} from '@trellis/protocol';
import {
  accountResponseCodec,
  apiPaths,
  assetResponseCodec,
  assetsResponseCodec,
  balanceResponseCodec,
  batchRequestCodec,
  batchResponseCodec,
  blockResponseCodec,
  recoveryResponseCodec,
  statusResponseCodec,
  type TransactionResponse,
  transactionResponseCodec,
  validatorsResponseCodec,
  whyResponseCodec,
} from '@trellis/protocol/http-api';
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify';
import { readTransaction } from '../engine/known-transaction.ts';
import type { Logger } from '../ports/logger.ts';
import {
  accountAnswer,
  assetAnswer,
  balanceAnswer,
  blockAnswer,
  recoveryAnswer,
  statusAnswer,
  transactionAnswer,
  validatorsAnswer,
} from './answers.ts';
import { createEventStream } from './event-stream.ts';
import { waitForOutcome } from './finality.ts';
import { addGovernanceRoutes } from './governance-routes.ts';
import { inventoryAnswer, inventoryType } from './inventory-answer.ts';
import {
  addressParameter,
  assetParameter,
  hashParameter,
  heightParameter,
  waitParameter,
} from './parameters.ts';
import { ApiError, problemJson, refusalError } from './problem.ts';
import { send } from './send.ts';
import type { ApiSources } from './sources.ts';
import { whyAnswer } from './why-answer.ts';

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

  const stream = createEventStream(sources.engine.events);
  addReadRoutes(server, sources);
  addTransactionRoutes(server, sources);
  server.get(apiPaths.events, async (_request, reply) => {
    stream.attach(reply.raw);
    reply.hijack();
  });

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

function addReadRoutes(server: FastifyInstance, sources: ApiSources): void {
  const { engine, store } = sources;
  server.get(apiPaths.status, async (_request, reply) =>
    send(reply, statusResponseCodec, statusAnswer(sources)),
  );
  server.get(apiPaths.why, async (_request, reply) =>
    send(reply, whyResponseCodec, await whyAnswer(sources)),
  );
  server.get(nodeUsagePath, async (_request, reply) =>
    send(reply, nodeUsageCodec, await sources.usage()),
  );
  server.get(apiPaths.genesis, async (_request, reply) =>
    send(reply, genesisCodec, engine.chain.genesis),
  );
  server.get(apiPaths.validators, async (_request, reply) =>
    send(reply, validatorsResponseCodec, validatorsAnswer(sources)),
  );
  server.get(apiPaths.cbom, async (_request, reply) =>
    reply.type(inventoryType).send(JSON.stringify(inventoryAnswer(sources))),
  );
  addGovernanceRoutes(server, sources);
  server.get(apiPaths.assets, async (_request, reply) =>
    send(reply, assetsResponseCodec, { assets: await store.assets() }),
  );
  server.get<{ Params: { asset: string } }>(`${apiPaths.assets}/:asset`, async (request, reply) =>
    send(reply, assetResponseCodec, assetAnswer(sources, assetParameter(request.params.asset))),
  );
  server.get<{ Params: { address: string } }>(
    `${apiPaths.accounts}/:address`,
    async ({ params }, reply) =>
      send(
        reply,
        accountResponseCodec,
        await accountAnswer(sources, addressParameter(params.address)),
      ),
  );
  server.get<{ Params: { address: string } }>(
    `${apiPaths.accounts}/:address/recovery`,
    async ({ params }, reply) =>
      send(reply, recoveryResponseCodec, recoveryAnswer(sources, addressParameter(params.address))),
  );
  server.get<{ Params: { address: string; asset: string } }>(
    `${apiPaths.accounts}/:address/balances/:asset`,
    async ({ params }, reply) => {
      const address = addressParameter(params.address);
      const answer = balanceAnswer(sources, address, assetParameter(params.asset));
      return send(reply, balanceResponseCodec, answer);
    },
  );
  server.get<{ Params: { height: string } }>(
    `${apiPaths.blocks}/:height`,
    async ({ params }, reply) => {
      const height = heightParameter(params.height, engine.chain.head().header.height);
      return send(reply, blockResponseCodec, blockAnswer(sources, height));
    },
  );
}

function addTransactionRoutes(server: FastifyInstance, sources: ApiSources): void {
  const { engine } = sources;

  server.post(apiPaths.transactions, async (request, reply) => {
    const waitMs = waitParameter(request.query);
    const encoded = submittedBytes(request.body);
    const result = await engine.submit(encoded);
    if (!result.ok) {
      // Sent again after it became final: that is no mistake, and the answer is the receipt.
      const known = alreadyFinal(sources, encoded);
      if (known === undefined) throw refusalError(result.refusal, result.detail);
      return sendTransaction(reply, known);
    }
    return answerWhenFinal(sources, reply, result.transaction.id, waitMs);
  });

  server.post(apiPaths.transactionBatch, async (request, reply) => {
    if (!(request.body instanceof Uint8Array)) {
      throw new ApiError(415, 'unsupported_media_type', 'expected application/octet-stream');
    }
    const batch = decode(batchRequestCodec, new Uint8Array(request.body));
    if (!batch.ok) throw refusalError('malformed', batch.problem.message);
    const results = await Promise.all(batch.value.map((encoded) => engine.submit(encoded)));
    return reply.type('application/json').send(
      JSON.stringify(
        batchResponseCodec.toJson({
          results: results.map((result) =>
            result.ok
              ? { transactionId: result.transaction.id, refusal: null }
              : { transactionId: null, refusal: result.refusal },
          ),
        }),
      ),
    );
  });

  server.get<{ Params: { id: string } }>(
    `${apiPaths.transactions}/:id`,
    async ({ params, query }, reply) =>
      answerWhenFinal(sources, reply, hashParameter(params.id), waitParameter(query)),
  );
}

/** The transaction in a body: its canonical bytes, or its JSON. */
function submittedBytes(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return new Uint8Array(body);
  if (body === undefined || body === null) {
    throw new ApiError(400, 'malformed', 'the body is empty; send a signed transaction');
  }
  const decoded = decodeJson(signedTransactionCodec, body);
  if (decoded.ok) return encode(signedTransactionCodec, decoded.value);
  const { path, message } = decoded.problem;
  throw refusalError('malformed', path === '' ? message : `${path}: ${message}`);
}

function alreadyFinal(sources: ApiSources, encoded: Uint8Array): TransactionResponse | undefined {
  const known = readTransaction(encoded);
  if (!known.ok) return undefined;
  const answer = transactionAnswer(sources, known.value.id);
  return answer?.final ? answer : undefined;
}

async function answerWhenFinal(
  sources: ApiSources,
  reply: FastifyReply,
  id: Parameters<typeof transactionAnswer>[1],
  waitMs: number,
): Promise<FastifyReply> {
  const waiting = waitMs > 0 ? waitForOutcome(sources.engine.events, id, waitMs) : undefined;
  const now = transactionAnswer(sources, id);
  if (now?.final == null) await waiting;
  const answer = transactionAnswer(sources, id);
  if (answer === undefined) {
    throw new ApiError(404, 'not_found', `this node knows no transaction ${id}`);
  }
  return sendTransaction(reply, answer);
}

function sendTransaction(reply: FastifyReply, answer: TransactionResponse): FastifyReply {
  return reply
    .code(answer.final === null ? 202 : 200)
    .type('application/json')
    .send(JSON.stringify(transactionResponseCodec.toJson(answer)));
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
