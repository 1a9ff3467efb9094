/** A command of a unit or a pod, run as it is written but for its paths. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createClient, getStatus } from '@trellis/client';

const program = fileURLToPath(new URL('../../packages/cli/src/main.js', import.meta.url));

const commandLine = ([name, ...words]: readonly string[]): readonly [string, string[]] => {
  if (name === 'node') return [process.execPath, words];
  if (name !== 'trellis') throw new Error(`${name} is not on this machine`);
  return [process.execPath, [program, ...words]];
};

/** Resolves when the command has ended well; throws with its code and what it printed otherwise. */
export async function runToEnd(command: readonly string[]): Promise<void> {
  await promisify(execFile)(...commandLine(command));
}

/** Starts a node; resolves when it has a block. */
export async function startNodeCommand(
  command: readonly string[],
  httpPort: number,
): Promise<ChildProcess> {
  const node = spawn(...commandLine(command), { stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  node.stderr?.on('data', (chunk) => {
    errors += chunk;
  });
  const client = createClient({ url: `http://127.0.0.1:${httpPort}` });
  const height = async (): Promise<bigint> => (await getStatus(client)).head.height;
  while ((await height().catch(() => 0n)) < 1n) {
    if (node.exitCode !== null) throw new Error(`the node ended with ${node.exitCode}: ${errors}`);
    await pause(50);
  }
  return node;
}

/** Its exit code after SIGTERM. */
export async function endCode(node: ChildProcess): Promise<unknown> {
  const ended = once(node, 'exit');
  node.kill('SIGTERM');
  const [code] = await ended;
  return code;
}
