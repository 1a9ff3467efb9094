/**
 * Long commands that are ended at some moment, by a signal or because nobody reads their output any more: afterwards, or
 * after the next command, no process, port or folder is left that should not be, and the testnet works.
 */
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { testPorts } from '../ports.ts';
import { ended, startCommand } from './command-process.ts';

const program = fileURLToPath(import.meta.resolve('@trellis/cli/main'));
const soak = fileURLToPath(new URL('main.ts', import.meta.url));

export const ends = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL', 'closed stdout'] as const;
export type End = (typeof ends)[number];

/** What a command works in. */
interface Place {
  /** Where commands make folders of their own; the home is in it. */
  readonly folder: string;
  run(...args: readonly string[]): Promise<string>;
}

type Moment = (place: Place) => boolean | Promise<boolean>;

export interface LongCommand {
  readonly name: string;
  readonly args: readonly string[];
  readonly program?: string;
  readonly prepare: (place: Place) => Promise<unknown>;
  /** Three moments, early ones first; a command that has ended before one is let be. */
  readonly moments: readonly [Moment, Moment, Moment];
  /** What must work afterwards, before the testnet is started. */
  readonly afterwards?: (place: Place) => Promise<unknown>;
  /** What must work on the running testnet. */
  readonly finally?: (place: Place) => Promise<unknown>;
}

const below =
  (...names: readonly string[]): Moment =>
  ({ folder }) =>
    existsSync(join(folder, ...names));
const inHome = (...names: readonly string[]): Moment => below('home', 'testnet', ...names);
const not =
  (moment: Moment): Moment =>
  async (place) =>
    !(await moment(place));

/** A home that a command has made for itself has this in its testnet. */
const inOwnHome =
  (...names: readonly string[]): Moment =>
  async ({ folder }) =>
    (await readdir(folder)).some(
      (name) => name.startsWith('trellis-own-') && existsSync(join(folder, name, ...names)),
    );

const none = async (): Promise<void> => undefined;
const made = async ({ run }: Place): Promise<string> =>
  run('testnet', 'init', '-n', '2', '--base-port', String(await testPorts(3)));
const up = async (place: Place): Promise<void> => {
  await made(place);
  await place.run('testnet', 'up');
};
const backUp = ({ folder, run }: Place): Promise<string> =>
  run('backup', 'create', 'node1', '--to', join(folder, 'backup'));
const isBackedUp = ({ folder, run }: Place): Promise<string> =>
  run('backup', 'verify', join(folder, 'backup'));

export const longCommands: readonly LongCommand[] = [
  {
    name: 'testnet init',
    args: ['testnet', 'init', '-n', '6'],
    prepare: none,
    moments: [inHome('node1'), inHome('node4'), inHome('genesis.json')],
  },
  {
    name: 'testnet up',
    args: ['testnet', 'up'],
    prepare: made,
    moments: [
      inHome('node1', 'node.pid'),
      inHome('node2', 'node.pid'),
      inHome('node2', 'node.log'),
    ],
  },
  {
    name: 'testnet restart',
    args: ['testnet', 'restart', 'node1', 'node2'],
    prepare: up,
    moments: [
      not(inHome('node1', 'node.pid')),
      not(inHome('node2', 'node.pid')),
      not(inHome('node2', 'node.pid')),
    ],
  },
  {
    name: 'testnet add-node',
    args: ['testnet', 'add-node', '--power', '1'],
    prepare: up,
    moments: [inHome('node3'), inHome('node3', 'config.json'), inHome('node3', 'node.pid')],
    finally: async ({ folder, run }) => {
      await run('testnet', 'add-node', '--power', '1');
      const names = await readdir(join(folder, 'home', 'testnet'));
      const joining = names.filter((name) =>
        existsSync(join(folder, 'home', 'testnet', name, 'joining')),
      );
      if (joining.length > 0) throw new Error(`half made: ${joining}`);
    },
  },
  {
    name: 'testnet migrate',
    args: ['testnet', 'migrate', '-n', '1', '--seconds', '2'],
    prepare: made,
    moments: [
      inOwnHome('owner'),
      inOwnHome('testnet', 'testnet.json'),
      inOwnHome('testnet', 'node1', 'node.pid'),
    ],
  },
  {
    name: 'demo',
    args: ['demo'],
    prepare: none,
    moments: [inHome('node2'), inHome('node1', 'node.pid'), below('home', 'keys', 'alice.json')],
  },
  {
    name: 'bench ledger',
    args: ['bench', 'ledger', '--quick', '--schemes', 'ed25519'],
    prepare: made,
    moments: [
      inOwnHome('owner'),
      inOwnHome('testnet', 'testnet.json'),
      inOwnHome('testnet', 'node4', 'node.pid'),
    ],
  },
  {
    name: 'backup create',
    args: ['backup', 'create', 'node1', '--to', 'FOLDER/backup'],
    prepare: up,
    moments: [below('home'), below('backup'), below('backup')],
    finally: async (place) => {
      await backUp(place);
      await isBackedUp(place);
    },
  },
  {
    name: 'backup restore',
    args: ['backup', 'restore', 'FOLDER/backup', '--to', 'FOLDER/restored'],
    prepare: async (place) => {
      await up(place);
      await backUp(place);
    },
    moments: [below('restored'), below('restored', 'data'), below('restored', 'genesis.json')],
    afterwards: async ({ folder, run }) => {
      if (existsSync(join(folder, 'restored', 'config.json'))) return;
      await run('backup', 'restore', join(folder, 'backup'), '--to', join(folder, 'restored'));
    },
  },
  {
    name: 'chain recover testnet',
    args: ['chain', 'recover', 'testnet', '--reason', 'a disk lost'],
    prepare: async (place) => {
      await up(place);
      await place.run('testnet', 'down');
      await rm(join(place.folder, 'home', 'testnet', 'node2', 'data'), { recursive: true });
    },
    moments: [below('home'), inHome('node1', 'recoveries'), inHome('node2', 'data')],
    afterwards: ({ run }) => run('chain', 'recover', 'testnet', '--reason', 'a disk lost'),
  },
  {
    name: 'pnpm soak',
    program: soak,
    args: ['--payer-kills', '3'],
    prepare: made,
    moments: [
      inOwnHome('owner'),
      inOwnHome('testnet', 'testnet.json'),
      inOwnHome('testnet', 'node1', 'node.pid'),
    ],
  },
];

/** Ends the command so, and throws if something is wrong afterwards. Says whether it was still running then. */
export async function endAndCheck(
  command: LongCommand,
  how: End,
  moment: 0 | 1 | 2,
): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'trellis-ended-'));
  const port = String(await testPorts(6));
  const place: Place = {
    folder,
    run: (...args) => runToEnd(startCommand(folder, program, withPort(args, port)), args),
  };
  try {
    await command.prepare(place);
    const args = command.args.map((word) => word.replace('FOLDER', folder));
    const child = startCommand(folder, command.program ?? program, withPort(args, port));
    const isEnded = await endAt(child, how, () => command.moments[moment](place));
    await command.afterwards?.(place);
    await checkWorks(place);
    await command.finally?.(place);
    await place.run('testnet', 'down');
    await checkNothingLeft(folder);
    return isEnded;
  } finally {
    for (const pid of await processesIn(folder)) process.kill(pid, 'SIGKILL');
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

const withPort = (args: readonly string[], port: string): readonly string[] =>
  args[0] === 'testnet' && args[1] === 'init' ? [...args, '--base-port', port] : args;

/** Waits for the moment and ends it; whether it still ran, and then ended as it should. */
async function endAt(
  child: ChildProcess,
  how: End,
  isMoment: () => boolean | Promise<boolean>,
): Promise<boolean> {
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  }
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  while (isRunning() && !(await isMoment())) await pause(5);
  const wasRunning = isRunning();
  if (how === 'closed stdout') child.stdout?.destroy();
  else child.kill(how);
  const code = await ended(child);
  // One that has only begun does not listen to signals yet, and has done nothing.
  const allowed = how === 'SIGKILL' ? [null, 0] : [130, 0, null];
  if (!allowed.includes(code)) throw new Error(`it ended with ${code}: ${said.slice(-1_000)}`);
  return wasRunning;
}

/** The testnet of the home starts, or continues, and all its nodes answer. */
async function checkWorks({ run }: Place): Promise<void> {
  await run('testnet', 'up');
  const { nodes } = JSON.parse(await run('testnet', 'status', '--json'));
  const silent = (nodes as readonly { name: string; status: object | null }[]).filter(
    ({ status }) => status === null,
  );
  if (silent.length > 0) throw new Error(`without an answer: ${silent.map(({ name }) => name)}`);
}

async function checkNothingLeft(folder: string): Promise<void> {
  const left = (await readdir(folder)).filter((name) => name.startsWith('trellis-'));
  if (left.length > 0) throw new Error(`left behind: ${left.join(', ')}`);
  for (let tries = 0; (await processesIn(folder)).length > 0; tries++) {
    if (tries > 600) throw new Error('processes are left behind');
    await pause(100);
  }
}

async function runToEnd(child: ChildProcess, args: readonly string[]): Promise<string> {
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const code = await ended(child);
  if (code !== 0) throw new Error(`trellis ${args.join(' ')} ended with ${code}: ${stderr}`);
  return stdout;
}

/** Processes that have a path in the folder among their arguments, as nodes do. */
async function processesIn(folder: string): Promise<readonly number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const commands = await Promise.all(
    pids.map(async (pid) => ({
      pid,
      line: await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''),
    })),
  );
  return commands.filter(({ line }) => line.includes(folder)).map(({ pid }) => pid);
}
