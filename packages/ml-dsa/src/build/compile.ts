/**
 * Compiles the verifier: AssemblyScript in `assembly` and the two modules that are generated, to one WebAssembly
 * module.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import { keccakSource } from './keccak-source.ts';
import { rowSource } from './row-source.ts';
import { transformSource } from './transform-source.ts';

/** What is written by hand. */
export const assemblyFolder = fileURLToPath(new URL('../../assembly', import.meta.url));

/** All sources by their names, the generated ones too. */
export function assemblySources(): ReadonlyMap<string, string> {
  const written = readdirSync(assemblyFolder)
    .filter((name) => name.endsWith('.ts'))
    .map((name): [string, string] => [name, readFileSync(join(assemblyFolder, name), 'utf8')]);
  return new Map([
    ...written,
    ['keccak.ts', keccakSource()],
    ['row.ts', rowSource()],
    ['transform.ts', transformSource()],
  ]);
}

/**
 * The bytes of the module: the same for the same sources. Nothing is optimised here, for the engine does that itself,
 * and Binaryen would bring statements into an order in which the processor finds less to do at a time.
 */
export async function compileModule(): Promise<Uint8Array<ArrayBuffer>> {
  const sources = assemblySources();
  const written = new Map<string, Uint8Array<ArrayBuffer>>();
  const { error, stderr } = await asc.main(
    ['index.ts', '--outFile', 'module.wasm', '--enable', 'simd', '--runtime', 'stub', '--noAssert'],
    {
      readFile: (name) => sources.get(name) ?? null,
      writeFile: (name, contents) => {
        if (contents instanceof Uint8Array) written.set(name, new Uint8Array(contents));
      },
      listFiles: () => [],
    },
  );
  const bytes = written.get('module.wasm');
  if (error !== null || bytes === undefined || stderr.toString() !== '') {
    throw new Error(`the verifier does not compile: ${error?.message ?? ''}\n${stderr.toString()}`);
  }
  return bytes;
}
