/**
 * Compiles the released libraries to JavaScript with types: a module for a module, so that a bundler can leave out what
 * is not used. Only what a face or an import condition leads to is compiled, so no test can get in.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type ReleasedPackage, releasedFaces, root } from './packages.ts';

/** Compiles all of them at once below `stage`; each has its folder there, named as in `packages`. */
export function compileLibraries(libraries: readonly ReleasedPackage[], stage: string): void {
  const project = join(stage, 'tsconfig.json');
  writeFileSync(
    project,
    JSON.stringify({
      extends: relative(stage, join(root, 'tsconfig.json')),
      compilerOptions: {
        noEmit: false,
        declaration: true,
        stripInternal: true,
        rewriteRelativeImportExtensions: true,
        rootDir: join(root, 'packages'),
        outDir: stage,
        // By their places and not through `node_modules`, of which nothing is compiled.
        paths: Object.fromEntries(libraries.flatMap(facesOf)),
        typeRoots: [join(root, 'node_modules', '@types')],
      },
      files: [...libraries.flatMap(entriesOf), join(root, 'web-assembly.d.ts')].sort(),
      include: [],
    }),
  );
  execFileSync(join(root, 'node_modules', '.bin', 'tsc'), ['--project', project], {
    stdio: 'inherit',
  });
  for (const file of globSync('**/*.d.ts', { cwd: stage })) nameJavaScript(join(stage, file));
}

function facesOf({ path, manifest }: ReleasedPackage): readonly (readonly [string, [string]])[] {
  return releasedFaces(manifest).map(([face, source]) => [
    face.replace(/^\./, manifest.name),
    [join(path, source)],
  ]);
}

function entriesOf({ path, manifest }: ReleasedPackage): readonly string[] {
  const faces = releasedFaces(manifest).map(([, source]) => source);
  const swapped = Object.values(manifest.imports ?? {}).flatMap((one) => Object.values(one));
  return [...new Set([...faces, ...swapped])].map((source) => join(path, source));
}

/** The compiler leaves `./x.ts` in types, where it means the file that the release calls `./x.js`. */
function nameJavaScript(path: string): void {
  const text = readFileSync(path, 'utf8');
  writeFileSync(
    path,
    text.replace(/((?:from |import\()["']\.{1,2}\/[^"']+)\.ts(?=["'])/g, '$1.js'),
  );
}

/**
 * Puts a compiled library together: `src` becomes `dist`. What was built before it was compiled lies beside the sources
 * in a `dist` already, and there it stays, so that paths between them hold.
 */
export function placeLibrary({ folder }: ReleasedPackage, stage: string, to: string): void {
  for (const part of ['src', 'dist']) {
    const from = join(stage, folder, part);
    if (existsSync(from)) cpSync(from, join(to, 'dist'), { recursive: true });
  }
}
