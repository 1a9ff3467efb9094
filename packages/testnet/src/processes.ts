/** The nodes of a testnet as processes of their own, which outlive the command that started them. */

import { execFile, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { nodeFiles, readConfig } from '@trellis/node';
import { nodeFolder, TestnetError, type TestnetManifest, type TestnetNode } from './layout.ts';

const run = promisify(execFile);

/** The program of a node. */
const nodeProgram = fileURLToPath(import.meta.resolve('@trellis/node/main'));

/**
 * A young generation that holds a block's worth of payments from the start: one that grows from 1 MB to
 * Node's 16, and shrinks again whenever little continues, has most of them copied twice before they are
 * final, and then whole-heap collections for what was copied.
 */
const nodeFlags = ['--min-semi-space-size=32', '--max-semi-space-size=32'];

/**
 * glibc gives each thread that allocates an arena of its own, which keeps what is freed in it. With two for all of a
 * node’s threads its resident memory is 6 to 9 % smaller, at the same CPU time; other allocators know nothing of it.
 */
const allocatorSettings = { MALLOC_ARENA_MAX: '2' };

/** Becomes a node: the program of this process is replaced, so that its number, signals and exit code are the node's. */
export function becomeNode(config: string): never {
  const env = { ...process.env, ...allocatorSettings };
  if (process.execve !== undefined) {
    process.execve(process.execPath, [process.execPath, ...nodeFlags, nodeProgram, config], env);
  }
  throw new TestnetError(
    'node_failed',
    `a process can’t be replaced on ${process.platform}; start the node itself: node ${nodeProgram} ${config}`,
  );
}

/** The process of a node, or `null` when it doesn't run. A number left behind by a crash is seen through. */
export async function findProcess(folder: string, node: TestnetNode): Promise<number | null> {
  const content = await readFile(join(nodeFolder(folder, node), nodeFiles.pid), 'utf8').catch(
    () => '',
  );
  if (!/^[1-9][0-9]{0,9}\n$/.test(content)) return null;
  const pid = Number(content);
  const config = join(nodeFolder(folder, node), nodeFiles.config);
  // The number may belong to another program by now; its command line tells.
  return (await commandLine(pid)).includes(config) ? pid : null;
}

/** How a process was called; empty when there is none. Linux tells without a program being started. */
async function commandLine(pid: number): Promise<string> {
  if (process.platform === 'linux') return linuxCommandLine(pid);
  const { stdout } = await run('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => ({
    stdout: '',
  }));
  return stdout;
}

/**
 * On execve Linux closes the pipe by which `spawn` hears of the start before it enters the arguments: on a
 * busy machine a process that was just started is there for some time without a command line.
 */
async function linuxCommandLine(pid: number): Promise<string> {
  for (;;) {
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (line !== '' || !(await isBeingStarted(pid))) return line;
    await pause(2);
  }
}

/** Whether a process without a command line is neither gone (proc_pid_stat(5): zombie, dead) nor a thread of the kernel. */
async function isBeingStarted(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name before it may hold anything, brackets and blanks included.
  const [, state, parent] = /.*\) (\S) (\d+) /s.exec(stat) ?? [];
  return state !== undefined && !'ZX'.includes(state) && parent !== '2' && pid !== 2;
}

/** Whether a process is stopped by a signal, and will answer when it is continued. */
export async function isPaused(pid: number): Promise<boolean> {
  const { stdout } = await run('ps', ['-o', 'state=', '-p', String(pid)]).catch(() => ({
    stdout: '',
  }));
  return stdout.trim().startsWith('T');
}

/**
 * How long a process was ready to run while others had the processors, in milliseconds, by what Linux counts of its main
 * thread (proc/PID/schedstat: nanoseconds on a processor, and waiting for one). 0 where nothing tells.
 */
export async function heldBackMs(pid: number): Promise<number> {
  const counted = await readFile(`/proc/${pid}/schedstat`, 'utf8').catch(() => '');
  return Number(counted.split(' ')[1] ?? 0) / 1e6;
}

/** Ends a node's process at once, as a crash would; resolves when it is gone. */
export async function killProcess(folder: string, node: TestnetNode): Promise<boolean> {
  if (!(await signal(folder, node, 'SIGKILL'))) return false;
  while ((await findProcess(folder, node)) !== null) await pause(10);
  return true;
}

/** Pauses the process of a node, with its connections open. */
export function pauseProcess(folder: string, node: TestnetNode): Promise<boolean> {
  return signal(folder, node, 'SIGSTOP');
}

/** Lets a paused node continue. */
export function resumeProcess(folder: string, node: TestnetNode): Promise<boolean> {
  return signal(folder, node, 'SIGCONT');
}

/** Says whether there was a process to send it to. */
async function signal(folder: string, node: TestnetNode, name: NodeJS.Signals): Promise<boolean> {
  const pid = await findProcess(folder, node);
  if (pid === null) return false;
  process.kill(pid, name);
  return true;
}

/**
 * Starts a node unless it runs, with further flags of Node's; returns its process. `by` are the words of a command that
 * becomes the node, such as `ip netns exec NAME`.
 */
export async function startProcess(
  folder: string,
  node: TestnetNode,
  flags: readonly string[] = [],
  by: readonly string[] = [],
): Promise<number> {
  const running = await findProcess(folder, node);
  if (running !== null) return running;
  const path = nodeFolder(folder, node);
  const output = openSync(join(path, await outputFile(path)), 'a', 0o600);
  try {
    const own = [process.execPath, ...nodeFlags, ...flags, nodeProgram];
    const [program = process.execPath, ...words] = [...by, ...own, join(path, nodeFiles.config)];
    const child = spawn(program, words, {
      detached: true,
      stdio: ['ignore', output, output],
      env: { ...process.env, ...allocatorSettings },
    });
    child.on('error', () => undefined);
    if (child.pid === undefined) {
      throw new TestnetError('node_failed', `${node.name} could not be started`);
    }
    await writeFile(join(path, nodeFiles.pid), `${child.pid}\n`);
    child.unref();
    return child.pid;
  } finally {
    closeSync(output);
  }
}

/** A node without a log file of its own logs to standard output. */
async function outputFile(folder: string): Promise<string> {
  const hasLog = await readConfig(join(folder, nodeFiles.config)).then(
    ({ log }) => log !== null,
    // It says what is wrong with the configuration, and where its log would be is not known.
    () => true,
  );
  return hasLog ? nodeFiles.output : nodeFiles.log;
}

/** Asks a node to stop, and waits until it has. After `timeoutMs` it is killed; nothing is lost by it. */
export async function stopProcess(
  folder: string,
  node: TestnetNode,
  timeoutMs = 10_000,
): Promise<boolean> {
  const pid = await findProcess(folder, node);
  if (pid === null) return false;
  process.kill(pid, 'SIGTERM');
  // A paused process would not hear of it.
  process.kill(pid, 'SIGCONT');
  const deadline = performance.now() + timeoutMs;
  while ((await findProcess(folder, node)) !== null) {
    if (performance.now() > deadline) process.kill(pid, 'SIGKILL');
    await pause(50);
  }
  await rm(join(nodeFolder(folder, node), nodeFiles.pid), { force: true });
  return true;
}

/** Stops every node, all at once; returns the names of those that ran. */
export async function stopAll(folder: string, manifest: TestnetManifest): Promise<string[]> {
  const stopped = await Promise.all(
    manifest.nodes.map(async (node) => ((await stopProcess(folder, node)) ? [node.name] : [])),
  );
  return stopped.flat();
}
