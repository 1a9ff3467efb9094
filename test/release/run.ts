/** Running what was installed in a folder, as its user would. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../scripts/release/packages.ts';

export interface Run {
  /** Where it runs. */
  readonly folder: string;
  /** The program of Node. */
  readonly node?: string;
}

/** Runs a program of Node, and gives what it prints. Rejects with what it printed when it fails. */
export async function runNode(
  { folder, node = process.execPath }: Run,
  ...args: readonly string[]
): Promise<string> {
  const env = { ...process.env, NO_COLOR: '1', HOME: folder, TRELLIS_HOME: join(folder, 'home') };
  const { stdout } = await promisify(execFile)(node, args, { cwd: folder, env });
  return stdout;
}

/** For a program of a reader who has the types of Node, and for a page. */
const settings = {
  node: { module: 'nodenext', lib: ['es2024'], types: ['node'] },
  page: { module: 'esnext', moduleResolution: 'bundler', lib: ['es2024', 'dom'], types: [] },
} as const;

/** Type-checks files of a folder as strictly as it gets, our types included. Rejects with what is wrong. */
export async function typeCheck(
  folder: string,
  platform: keyof typeof settings,
  ...files: readonly string[]
): Promise<void> {
  const project = join(folder, `tsconfig.${platform}.json`);
  writeFileSync(
    project,
    JSON.stringify({
      compilerOptions: {
        ...settings[platform],
        target: 'es2024',
        typeRoots: [join(root, 'node_modules', '@types')],
        strict: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: false,
        noEmit: true,
      },
      files,
    }),
  );
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  await promisify(execFile)(process.execPath, [tsc, '--project', project], { cwd: folder }).catch(
    ({ stdout }: { readonly stdout: string }) => Promise.reject(new Error(stdout)),
  );
}
