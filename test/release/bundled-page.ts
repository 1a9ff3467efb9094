/** A page made of the released packages, by the bundlers of others. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build as esbuild } from 'esbuild';
import { build as vite } from 'vite';

const zipped = (code: Uint8Array): number => gzipSync(code, { level: 9 }).length;

/** Bytes of what esbuild makes of a module, gzipped: what a page loads at once. What comes later is in files of its own. */
export async function esbuildBytes(folder: string, source: string): Promise<number> {
  const made = await esbuild({
    stdin: { contents: source, resolveDir: folder },
    absWorkingDir: folder,
    outdir: join(folder, 'bundle'),
    write: false,
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    metafile: true,
  });
  const entry = Object.keys(made.metafile.outputs).find((file) => file.endsWith('stdin.js'));
  const atOnce = new Set<string>();
  const open = [entry ?? ''];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (atOnce.has(file)) continue;
    atOnce.add(file);
    const imported = made.metafile.outputs[file]?.imports ?? [];
    open.push(...imported.flatMap(({ kind, path }) => (kind === 'import-statement' ? [path] : [])));
  }
  return made.outputFiles
    .filter(({ path }) => [...atOnce].some((file) => path.endsWith(file)))
    .reduce((sum, { contents }) => sum + zipped(contents), 0);
}

/** Builds `page.ts` of a folder with Vite into `page`; gives its scripts. */
export async function buildPage(folder: string): Promise<readonly string[]> {
  writeFileSync(
    join(folder, 'index.html'),
    '<!doctype html><title>waiting</title><script type="module" src="/page.ts"></script>',
  );
  const made = await vite({
    configFile: false,
    logLevel: 'error',
    root: folder,
    base: './',
    build: { outDir: 'page', target: 'es2022' },
  });
  if (!('output' in made)) throw new Error('Vite gave nothing');
  const scripts = made.output.filter(({ fileName }) => fileName.endsWith('.js'));
  return scripts.map(({ fileName }) => readFileSync(join(folder, 'page', fileName), 'utf8'));
}
