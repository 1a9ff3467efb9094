/** The SDK as a web page would get it: for browsers, without what it doesn't use. */
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** One script with all in it; in a page it makes the global `trellis`. */
export async function bundleSdk(): Promise<string> {
  const [script] = await bundle('iife');
  if (script === undefined) throw new Error('the build gave nothing');
  return script;
}

/** As a bundler divides it: what a page loads at once comes first, then what it loads when it needs it. */
export function bundleSdkInParts(): Promise<readonly string[]> {
  return bundle('es');
}

async function bundle(format: 'iife' | 'es'): Promise<readonly string[]> {
  const made = await build({
    configFile: false,
    logLevel: 'error',
    root: fileURLToPath(new URL('.', import.meta.url)),
    build: {
      write: false,
      minify: true,
      target: 'es2022',
      // Said again, as of modules Vite would keep the white space.
      rolldownOptions: { output: { minify: true } },
      lib: {
        entry: fileURLToPath(new URL('bundled.ts', import.meta.url)),
        formats: [format],
        name: 'trellis',
      },
    },
  });
  const [first] = Array.isArray(made) ? made : [made];
  if (first === undefined || !('output' in first)) throw new Error('the build gave nothing');
  const chunks = first.output.filter((part) => part.type === 'chunk');
  return chunks.toSorted((a, b) => Number(b.isEntry) - Number(a.isEntry)).map(({ code }) => code);
}
