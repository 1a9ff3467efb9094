/** The explorer and the wallet: the built pages of the package beside, from memory. */
import { extname } from 'node:path';
import type { Logger } from '@trellis/engine';
import {
  type PageFile,
  pageBase,
  pageFolder,
  readPageFiles,
  walletBase,
  walletFolder,
} from '@trellis/explorer/files';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { requireLength } from '../body/announced-body.ts';
import type { HttpConfig } from '../config/http-config.ts';
import { ApiError } from '../http/problem.ts';

/**
 * Serves the page, and the wallet unless the operator switched it off; every place in the page is the same document,
 * which reads its own address. Requests are counted by `count`.
 */
export async function serveExplorer(
  server: FastifyInstance,
  logger: Logger,
  count: (request: FastifyRequest) => void,
  { pageNodes, wallet }: Pick<HttpConfig, 'pageNodes' | 'wallet'>,
): Promise<void> {
  const files = await readPageFiles(pageFolder, pageNodes);
  const walletFiles = wallet ? await readPageFiles(walletFolder, pageNodes) : null;
  if (files.size === 0) {
    logger.warn({ folder: pageFolder }, 'the explorer is not built; run "pnpm build"');
  }
  const counted = {
    async onRequest(request: FastifyRequest) {
      count(request);
      requireLength(null, request.headers);
    },
  };
  server.get('/', counted, (_request, reply) => reply.redirect(`${pageBase}/`));
  for (const [base, from] of [
    [pageBase, files] as const,
    ...(walletFiles === null ? [] : [[walletBase, walletFiles] as const]),
  ]) {
    server.get(`${base}/settings.json`, counted, (_request, reply) =>
      reply.send({ nodes: pageNodes, wallet }),
    );
    server.get(base, counted, (_request, reply) => reply.redirect(`${base}/`));
    server.get(`${base}/*`, counted, (request, reply) =>
      send(request, reply, fileAt(from, (request.params as { readonly '*': string })['*'])),
    );
  }
}

/** Throws `ApiError`. */
function fileAt(files: ReadonlyMap<string, PageFile>, path: string): PageFile {
  const file = files.get(path) ?? (extname(path) === '' ? files.get('index.html') : undefined);
  if (file !== undefined) return file;
  const detail =
    files.size === 0
      ? 'this page is not built; run "pnpm build" and start the node again'
      : `there is no ${path.slice(0, 200)} here`;
  throw new ApiError('not_found', detail);
}

function send(request: FastifyRequest, reply: FastifyReply, file: PageFile): FastifyReply {
  reply.headers(file.headers).header('vary', 'accept-encoding').type(file.mediaType);
  if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return reply.send(file.plain);
  return reply.header('content-encoding', 'gzip').send(file.gzipped);
}
