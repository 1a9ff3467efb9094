/** Built pages as a server hands them out: media type, how long they are kept, and what each may do. */
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';

export interface PageFile {
  readonly mediaType: string;
  readonly gzipped: Buffer;
  readonly plain: Buffer;
  /** With lower-case names; among them its Content-Security-Policy. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What a page may do: run and style itself, ask the node that it came from and those named, and nothing else. */
function pagePolicy(nodes: readonly string[]): string {
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

/** The worker that holds a secret key reaches nobody; a worker has the policy that its own script came with. */
const signerPolicy = "default-src 'none'";
const isSigner = (name: string): boolean => /^assets\/signing-worker-[^/]+\.js$/.test(name);

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The headers of a file; `nodes`: addresses of further nodes that its page may ask. */
export function pageHeaders(
  name: string,
  nodes: readonly string[],
): Readonly<Record<string, string>> {
  return {
    'content-security-policy': isSigner(name) ? signerPolicy : pagePolicy(nodes),
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    // What the build names by its content never changes; the rest has to be asked for again.
    'cache-control': name.startsWith('assets/')
      ? 'public, max-age=31536000, immutable'
      : 'no-cache',
  };
}

/** All files of a page by their paths in its folder; none when it is not built. */
export async function readPageFiles(
  folder: string,
  nodes: readonly string[],
): Promise<ReadonlyMap<string, PageFile>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
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
    const name = relative(folder, path).replaceAll('\\', '/');
    const headers = pageHeaders(name, nodes);
    files.set(name, { mediaType, plain, gzipped: gzipSync(plain), headers });
  }
  return files;
}
