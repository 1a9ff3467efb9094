/**
 * Bundles a command with the private packages that it is made of. Modules stay files of their own, in the folders that
 * they have in the repository: some are started as processes, or preloaded, by their place beside another one.
 * Released libraries, and packages of others, stay outside and become dependencies.
 */
import { cpSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { pageFolder } from '@trellis/explorer/files';
import { type Plugin, rolldown } from 'rolldown';
import { type ReleasedPackage, releasedPackages, root, workspacePackages } from './packages.ts';

const packagesFolder = join(root, 'packages');

/** What became of it. */
export interface BuiltCode {
  /** The program, from the package's folder on; `null` for a library. */
  readonly program: string | null;
  /** Packages that the code imports, with the versions of the workspace. */
  readonly dependencies: Readonly<Record<string, string>>;
}

export async function bundleCommand(command: ReleasedPackage, to: string): Promise<BuiltCode> {
  const main = Object.values(command.manifest.bin ?? {})[0];
  if (main === undefined) throw new Error(`${command.name} has no program`);
  // Packages of the workspace that are not released by themselves.
  const inside = new Set(
    workspacePackages()
      .filter(({ manifest }) => manifest.private === true || manifest.bin !== undefined)
      .map(({ manifest }) => manifest.name),
  );
  const build = await rolldown({
    input: join(command.path, main),
    platform: 'node',
    external: (id) => !/^[./]/.test(id) && !inside.has(packageOf(id)),
    plugins: [startedModules()],
    treeshake: { moduleSideEffects: true },
  });
  const { output } = await build.write({
    dir: join(to, 'dist'),
    format: 'esm',
    preserveModules: true,
    preserveModulesRoot: packagesFolder,
    entryFileNames: '[name].js',
    minify: false,
  });
  await build.close();
  cpSync(pageFolder, join(to, 'dist', relative(packagesFolder, pageFolder)), {
    recursive: true,
    // When the page was built, which only the repository asks.
    filter: (path) => !path.endsWith('.inputs'),
  });
  const chunks = output.filter((part) => part.type === 'chunk');
  const files = new Set(chunks.map(({ fileName }) => fileName));
  return {
    program: `./dist/${command.folder}/${main.replace(/^\.\//, '').replace(/\.ts$/, '.js')}`,
    dependencies: versionsOf(
      chunks
        .flatMap(({ imports, dynamicImports }) => [...imports, ...dynamicImports])
        .filter((id) => !files.has(id) && !id.startsWith('node:')),
    ),
  };
}

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/** The packages among these imports, with the one version that the workspace has of each. */
function versionsOf(imports: readonly string[]): Readonly<Record<string, string>> {
  const all = workspacePackages().map(({ manifest }) => manifest);
  const released = releasedPackages().map(({ name, manifest }) => [name, manifest.version]);
  const known: Readonly<Record<string, string>> = Object.fromEntries([
    ...all.flatMap(({ dependencies = {} }) => Object.entries(dependencies)),
    ...released,
  ]);
  const names = new Set(imports.map(packageOf));
  return Object.fromEntries(
    [...names].sort().map((name) => {
      const version = known[name];
      if (version === undefined) throw new Error(`no package of the workspace depends on ${name}`);
      return [name, version];
    }),
  );
}

/**
 * Modules that are named by their place beside another one, and by no import: `new URL('./x.ts', import.meta.url)` and
 * `import.meta.resolve('@trellis/…')`. They become part of the bundle, and are named as they are called there.
 */
function startedModules(): Plugin {
  return {
    name: 'started-modules',
    transform: {
      filter: { code: 'import.meta' },
      async handler(code, id) {
        const named = [...code.matchAll(/new URL\('(\.[^']+\.ts)', import\.meta\.url\)/g)];
        for (const [, place = ''] of named) {
          this.emitFile({
            type: 'chunk',
            id: resolve(dirname(id), place),
            preserveSignature: 'strict',
          });
        }
        let placed = code.replace(/(new URL\('\.[^']+)\.ts(', import\.meta\.url\))/g, '$1.js$2');
        for (const [all, specifier = ''] of code.matchAll(
          /import\.meta\s*\.resolve\('(@trellis\/[^']+)'\)/g,
        )) {
          const target = await this.resolve(specifier, id);
          if (target === null) throw new Error(`${id} names ${specifier}, which is not there`);
          this.emitFile({ type: 'chunk', id: target.id, preserveSignature: 'strict' });
          const place = relative(dirname(id), target.id).replace(/\.ts$/, '.js');
          placed = placed.replace(all, () => `new URL('${place}', import.meta.url).href`);
        }
        return placed;
      },
    },
  };
}
