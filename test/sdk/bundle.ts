/** The SDK as a web page would get it: one script, for browsers, without what it doesn't use. */
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** The script; in a page it makes the global `trellis`. */
export async function bundleSdk(): Promise<string> {
  const made = await build({
    configFile: false,
    logLevel: 'error',
    root: fileURLToPath(new URL('.', import.meta.url)),
    build: {
      write: false,
      minify: true,
      target: 'es2022',
      lib: {
        entry: fileURLToPath(new URL('bundled.ts', import.meta.url)),
        formats: ['iife'],
        name: 'trellis',
      },
    },
  });
  const [first] = Array.isArray(made) ? made : [made];
  if (first === undefined || !('output' in first)) throw new Error('the build gave nothing');
  return first.output[0].code;
}
