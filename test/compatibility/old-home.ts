/** A copy of the home folder that an older commit wrote, to open with the code of today. */
import { chmod, cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runWithin } from '@trellis/cli/testing/run-cli';

const fixture = fileURLToPath(new URL('home-3ea8f5a', import.meta.url));

export interface OldHome {
  readonly home: string;
  /** A file of `documents`. */
  document(name: string): string;
  /** A file of a node's folder. */
  nodeFile(node: string, name: string): string;
  /** Has the configuration of a node name free ports, and nothing else changed. */
  usePorts(node: string, base: number): Promise<void>;
  /** Runs a command that must succeed; what it printed. */
  json(...args: readonly string[]): Promise<Record<string, unknown>>;
  remove(): Promise<void>;
}

export async function copyOldHome(): Promise<OldHome> {
  const folder = await mkdtemp(join(tmpdir(), 'trellis-old-home-'));
  await cp(fixture, folder, { recursive: true });
  await restoreModes(folder);
  const home = join(folder, 'home');
  const nodeFile = (node: string, name: string): string => join(home, 'testnet', node, name);
  return {
    home,
    nodeFile,
    document: (name) => join(folder, 'documents', name),
    async usePorts(node, base) {
      const path = nodeFile(node, 'config.json');
      const config = JSON.parse(await readFile(path, 'utf8'));
      config.network.listen = `/ip4/127.0.0.1/tcp/${base}`;
      config.http.port = base + 100;
      await writeFile(path, JSON.stringify(config));
    },
    async json(...args) {
      const { code, stdout, stderr } = await runWithin(home, [...args, '--json']);
      if (code !== 0) throw new Error(`trellis ${args.join(' ')} ended with ${code}: ${stderr}`);
      return JSON.parse(stdout);
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Git keeps no modes but that of programs, and files with secrets are refused when others can read them. */
async function restoreModes(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    await chmod(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o700 : 0o600);
  }
}
