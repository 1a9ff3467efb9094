/**
 * A long command that is interrupted, killed, or read by nobody any more leaves no process and no folder, itself or by the
 * next command; the testnet that it worked on is whole again.
 */
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testPorts } from '../ports.ts';
import { ended, startCommand } from './command-process.ts';

const program = fileURLToPath(import.meta.resolve('@trellis/cli/main'));

/** How a command is ended. */
const ends = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL', 'closed stdout'] as const;
type End = (typeof ends)[number];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-interrupted-'));
  const port = await testPorts(2);
  await run('testnet', 'init', '-n', '2', '--base-port', String(port));
  await run('testnet', 'up');
});
afterAll(async () => {
  await run('testnet', 'down');
  await rm(folder, { recursive: true, force: true });
});

const start = (...args: readonly string[]): ChildProcess => startCommand(folder, program, args);

async function run(...args: readonly string[]): Promise<string> {
  const child = start(...args);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  }
  const code = await ended(child);
  expect(code, `${args.join(' ')}: ${said}`).toBe(0);
  return said;
}

/** Resolves when so many lines were printed. */
async function lines(child: ChildProcess, count: number): Promise<void> {
  let seen = 0;
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      seen += chunk.toString().split('\n').length - 1;
      if (seen >= count) resolve();
    });
    child.once('close', () =>
      reject(new Error(`it ended before it was interrupted: ${complaint}`)),
    );
  });
}

function end(child: ChildProcess, how: End): void {
  if (how === 'closed stdout') child.stdout?.destroy();
  else child.kill(how);
}

/** Processes that have a path below `place` among their arguments, as nodes do. */
async function processesIn(place: string): Promise<readonly string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const commands = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  );
  return commands.filter((command) => command.includes(place));
}

const ownHomes = async (): Promise<readonly string[]> =>
  (await readdir(folder)).filter((name) => name.startsWith('trellis-own-'));

describe('testnet migrate', () => {
  it.each(ends)('ended by %s leaves nothing', async (how) => {
    const child = start('testnet', 'migrate', '-n', '1', '--seconds', '2');
    await lines(child, 1);
    expect(await ownHomes()).toHaveLength(1);
    expect(await processesIn(join(folder, 'trellis-own-'))).not.toEqual([]);
    end(child, how);
    expect(await ended(child)).toBe(how === 'SIGKILL' ? null : 130);
    if (how === 'SIGKILL') expect(await run('testnet', 'up')).toContain('that was killed');
    await expect.poll(() => processesIn(join(folder, 'trellis-own-'))).toEqual([]);
    expect(await ownHomes()).toEqual([]);
  });
});

describe('testnet chaos', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'closed stdout'] as const)(
    'ended by %s heals what it broke',
    async (how) => {
      // All nodes are there, whatever the row before has left.
      await run('testnet', 'up');
      const child = start('testnet', 'chaos', '--seed', '7', '--for', '60s');
      // Its first line says which seed, the second that a fault has begun.
      await lines(child, 2);
      end(child, how);
      expect(await ended(child)).toBe(130);
      const status = JSON.parse(await run('testnet', 'status', '--json'));
      const nodes = status.nodes as readonly { readonly status: object | null }[];
      expect(nodes.filter((node) => node.status === null)).toEqual([]);
    },
  );

  it('begins though payments of the treasury wait in the pools', async () => {
    await run('testnet', 'kill', 'node2');
    await run('send', 'treasury', 'operator2', '1', 'EUR', '--no-wait', '--force');
    expect(await run('testnet', 'chaos', '--seed', '7', '--for', '5s')).toContain('passed');
  });
});
