/** npm, pnpm and yarn, and the versions of Node, as their users have them; all of them come from the npm registry. */
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { BuiltPackage } from '../../scripts/release/build.ts';

/** Versions that are tried; a Node before 24.15 has an OpenSSL that signs nothing by ML-DSA (docs/sdk.md). */
const versions = {
  npm: '12.2.2',
  pnpm: '12.21.0',
  yarn: '4.18.1',
  node24: '24.22.3',
  oldest: '24.0.0',
} as const;

export type ManagerName = 'npm' | 'pnpm' | 'yarn';

/** How each is called, and told to install and to run a program of a package. */
const managers = {
  npm: {
    main: 'npm/bin/npm-cli.js',
    install: ['install', '--no-audit', '--no-fund'],
    run: ['exec', '--offline', '--'],
  },
  pnpm: { main: 'pnpm/bin/pnpm.mjs', install: ['install'], run: ['exec'] },
  yarn: { main: '@yarnpkg/cli-dist/bin/yarn.js', install: ['install'], run: ['exec'] },
} as const;

/** Programs of Node by which a test runs what is installed. */
export interface Nodes {
  readonly node26: string;
  readonly node24: string;
  /** The oldest that the packages name. */
  readonly oldest: string;
}

export interface Tools {
  readonly folder: string;
  readonly nodes: Nodes;
}

/** Fetches all of them into a folder, by the npm that is there. */
export async function fetchTools(folder: string): Promise<Tools> {
  const platform = `node-${process.platform}-${process.arch}`;
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  await promisify(execFile)(
    'npm',
    [
      ...['install', '--no-audit', '--no-fund', '--ignore-scripts'],
      ...[`npm@${versions.npm}`, `pnpm@${versions.pnpm}`, `@yarnpkg/cli-dist@${versions.yarn}`],
      `node24@npm:${platform}@${versions.node24}`,
      `oldest@npm:${platform}@${versions.oldest}`,
    ],
    { cwd: folder },
  );
  const nodeOf = (name: string): string => join(folder, 'node_modules', name, 'bin', 'node');
  const nodes = { node26: process.execPath, node24: nodeOf('node24'), oldest: nodeOf('oldest') };
  return { folder, nodes };
}

export interface Installation {
  readonly manager: ManagerName;
  readonly node: string;
  readonly folder: string;
}

/** Installs the tarballs into an empty folder. */
export async function install(
  tools: Tools,
  installation: Installation,
  built: readonly BuiltPackage[],
): Promise<void> {
  const { folder, manager } = installation;
  const files = Object.fromEntries(built.map(({ name, tarball }) => [name, `file:${tarball}`]));
  // They need each other by versions that no registry has: pnpm and yarn are told where these are.
  const manifest = { private: true, dependencies: files, resolutions: files };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(
    join(folder, 'pnpm-workspace.yaml'),
    JSON.stringify({ overrides: files, strictDepBuilds: false }),
  );
  // Programs look for packages in `node_modules`, which yarn has to be asked for.
  writeFileSync(join(folder, '.yarnrc.yml'), 'nodeLinker: node-modules\nenableTelemetry: false\n');
  writeFileSync(join(folder, 'yarn.lock'), '');
  await runManager(tools, installation, managers[manager].install);
}

/** Runs a program of an installed package, as `npx` does. Gives what it prints. */
export function runInstalled(
  tools: Tools,
  installation: Installation,
  ...args: readonly string[]
): Promise<string> {
  return runManager(tools, installation, [...managers[installation.manager].run, ...args]);
}

async function runManager(
  { folder: place }: Tools,
  { folder, manager, node }: Installation,
  args: readonly string[],
): Promise<string> {
  const main = join(place, 'node_modules', managers[manager].main);
  const cache = join(place, 'cache', manager);
  mkdirSync(cache, { recursive: true });
  const { CI: _, ...given } = process.env;
  const env = {
    ...given,
    // What is installed starts Node by its name.
    PATH: [dirname(node), given.PATH].join(delimiter),
    HOME: folder,
    NO_COLOR: '1',
    TRELLIS_HOME: join(folder, 'home'),
    npm_config_cache: cache,
    npm_config_store_dir: cache,
    YARN_GLOBAL_FOLDER: cache,
    YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
  };
  const { stdout } = await promisify(execFile)(node, [main, ...args], {
    cwd: folder,
    env,
    maxBuffer: 64 * 1024 * 1024,
  }).catch((error: { readonly stdout: string; readonly stderr: string }) =>
    Promise.reject(new Error(`${manager} ${args.join(' ')}: ${error.stdout}${error.stderr}`)),
  );
  return stdout;
}
