import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeFiles } from '@trellis/node';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { nodeFolder, type TestnetNode } from './layout.ts';
import { findProcess } from './processes.ts';

const node: TestnetNode = {
  name: 'node1',
  http: 'http://127.0.0.1:2',
  httpPort: 2,
  networkPort: 1,
};
let folder: string;
let config: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-processes-'));
  config = join(nodeFolder(folder, node), nodeFiles.config);
  await mkdir(nodeFolder(folder, node), { recursive: true });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function find(pid: number): Promise<number | null> {
  await writeFile(join(nodeFolder(folder, node), nodeFiles.pid), `${pid}\n`);
  return findProcess(folder, node);
}

it('finds a process as soon as it was started, however often', async () => {
  for (let start = 0; start < 40; start++) {
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)', config]);
    const { pid } = child;
    if (pid === undefined) throw new Error('not started');
    const found = await find(pid);
    child.kill('SIGKILL');
    expect(found).toBe(pid);
  }
});

it.runIf(process.platform === 'linux')(
  'takes neither a process that ended, though nobody has asked for its exit code, nor another, nor one of the kernel for it',
  async () => {
    // `exec` leaves the shell's child to a program that never asks.
    const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 60']);
    const other = parent.pid;
    if (other === undefined) throw new Error('not started');
    try {
      const [ended] = await parent.stdout.take(1).toArray();
      expect(await find(Number(ended))).toBeNull();
      expect(await find(other)).toBeNull();
      expect(await find(2)).toBeNull();
    } finally {
      parent.kill('SIGKILL');
    }
  },
);
