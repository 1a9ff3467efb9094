/** The `package.json` of a released package, made of the one in the workspace. */
import { oldestNode } from '@trellis/cli/oldest-node';
import type { Manifest, ReleasedPackage } from './packages.ts';
import { readManifest, releasedFaces, root } from './packages.ts';

/** A source file as it is released: `./src/scheme.ts` becomes `./dist/scheme.js`. */
const compiled = (source: string): string =>
  source.replace(/^\.\/src\//, './dist/').replace(/\.ts$/, '.js');

const types = (source: string): string => compiled(source).replace(/\.js$/, '.d.ts');

/** What every released package says alike. */
function commonFields({ name, manifest }: ReleasedPackage): Readonly<Record<string, unknown>> {
  const { license } = readManifest(root);
  return {
    name,
    version: manifest.version,
    description: manifest.description,
    keywords: manifest.keywords,
    license,
    type: 'module',
    engines: { node: `>=${oldestNode}` },
  };
}

/** Its text. `program` is what a command runs, from the package's folder on. */
export function releasedManifest(
  released: ReleasedPackage,
  dependencies: Readonly<Record<string, string>>,
  program: string | null,
): string {
  const own =
    program === null
      ? libraryFields(released.manifest)
      : { bin: { [released.name]: program }, exports: { './package.json': './package.json' } };
  const manifest = { ...commonFields(released), ...own, files: ['dist'], dependencies };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** Every face with its types, and the files that the condition `browser` swaps. */
function libraryFields(manifest: Manifest): Readonly<Record<string, unknown>> {
  const faces = releasedFaces(manifest).map(([face, source]) => [
    face,
    { types: types(source), default: compiled(source) },
  ]);
  const swapped = Object.entries(manifest.imports ?? {}).map(([name, conditions]) => [
    name,
    Object.fromEntries(
      Object.entries(conditions).map(([condition, source]) => [condition, compiled(source)]),
    ),
  ]);
  return {
    sideEffects: compiledSideEffects(manifest),
    exports: Object.fromEntries([...faces, ['./package.json', './package.json']]),
    ...(swapped.length > 0 && { imports: Object.fromEntries(swapped) }),
  };
}

function compiledSideEffects({ sideEffects = false }: Manifest): boolean | readonly string[] {
  return typeof sideEffects === 'boolean' ? sideEffects : sideEffects.map(compiled);
}
