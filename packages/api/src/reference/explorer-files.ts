/** The explorer: the built page of the package beside, from memory, under a policy that lets it ask this node alone. */
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Logger } from '@trellis/engine';
import { pageBase, pageFolder } from '@trellis/explorer/files';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { requireLength } from '../body/announced-body.ts';
import { ApiError } from '../http/problem.ts';

/** What the page may do: run and style itself, ask the node that it came from and those named, and nothing else. */
function policyFor(nodes: readonly string[]): string {
  return [
    "default-src 'none'",
    // The second is for WebAssembly alone, which verifies signatures.
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self'",
    ["connect-src 'self'", ...nodes].join(' '),
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

interface PageFile {
  readonly mediaType: string;
  readonly gzipped: Buffer;
  readonly plain: Buffer;
  readonly cacheControl: string;
}

/**
 * Serves the page; every place in it is the same document, which reads its own address. Requests are counted by
 * `count`. `pageNodes`: addresses of further nodes that it may ask.
 */
export async function serveExplorer(
  server: FastifyInstance,
  logger: Logger,
  count: (request: FastifyRequest) => void,
  pageNodes: readonly string[],
): Promise<void> {
  const headers = {
    'content-security-policy': policyFor(pageNodes),
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
  };
  const files = await readPage();
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
  server.get(pageBase, counted, (_request, reply) => reply.redirect(`${pageBase}/`));
  server.get(`${pageBase}/nodes.json`, counted, (_request, reply) => reply.send(pageNodes));
  server.get(`${pageBase}/*`, counted, (request, reply) => {
    const path = (request.params as { readonly '*': string })['*'];
    const file = files.get(path) ?? (extname(path) === '' ? files.get('index.html') : undefined);
    if (file !== undefined) return send(request, reply.headers(headers), file);
    const detail =
      files.size === 0
        ? 'the explorer is not built; run "pnpm build" and start the node again'
        : `there is no ${path.slice(0, 200)} in the explorer`;
    throw new ApiError('not_found', detail);
  });
}

function send(request: FastifyRequest, reply: FastifyReply, file: PageFile): FastifyReply {
  reply
    .header('cache-control', file.cacheControl)
    .header('vary', 'accept-encoding')
    .type(file.mediaType);
  if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return reply.send(file.plain);
  return reply.header('content-encoding', 'gzip').send(file.gzipped);
}

/** All files of the page by their paths; none when it is not built. */
async function readPage(): Promise<ReadonlyMap<string, PageFile>> {
  const entries = await readdir(pageFolder, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    },
  );
  const files = new Map<string, PageFile>();
  for (const entry of entries) {
    const mediaType = mediaTypes[extname(entry.name)];
    if (!entry.isFile() || mediaType === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    const plain = await readFile(path);
    const name = relative(pageFolder, path).replaceAll('\\', '/');
    files.set(name, {
      mediaType,
      plain,
      gzipped: gzipSync(plain),
      // What the build names by its content never changes; the rest has to be asked for again.
      cacheControl: name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    });
  }
  return files;
}
