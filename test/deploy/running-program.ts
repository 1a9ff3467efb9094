/** A command of a unit or a pod, run as it is written but for its paths. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const program = fileURLToPath(new URL('../../packages/cli/src/main.js', import.meta.url));

const commandLine = ([name, ...words]: readonly string[]): readonly [string, string[]] => {
  if (name === 'node') return [process.execPath, words];
  if (name !== 'trellis') throw new Error(`${name} is not on this machine`);
  return [process.execPath, [program, ...words]];
};

/** Resolves when the command has ended well; throws with its code and what it printed otherwise. */
export async function runToEnd(command: readonly string[]): Promise<void> {
  await promisify(execFile)(...commandLine(command));
}

/** Starts a node, by way of a command that becomes it if there is one; resolves when it is ready. */
export async function startNodeCommand(
  command: readonly string[],
  httpPort: number,
  by: readonly string[] = ['env'],
): Promise<ChildProcess> {
  const [first = '', ...words] = [...by, ...commandLine(command).flat()];
  const node = spawn(first, words, { stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  node.stderr?.on('data', (chunk) => {
    errors += chunk;
  });
  while (!(await isReady(httpPort))) {
    if (node.exitCode !== null) throw new Error(`the node ended with ${node.exitCode}: ${errors}`);
    await pause(50);
  }
  return node;
}

const isReady = (httpPort: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${httpPort}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  );

/** Its exit code after SIGTERM. */
export async function endCode(node: ChildProcess): Promise<unknown> {
  const ended = once(node, 'exit');
  node.kill('SIGTERM');
  const [code] = await ended;
  return code;
}
