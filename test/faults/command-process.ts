/** A command of the project as a process of its own, with its home and all that it makes below a folder of the test. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

export function startCommand(folder: string, file: string, args: readonly string[]): ChildProcess {
  const { TRELLIS_NODE: _, ...environment } = process.env;
  return spawn(process.execPath, [file, ...args], {
    env: { ...environment, TRELLIS_HOME: join(folder, 'home'), TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Its exit code, or `null` if a signal ended it. */
export const ended = (child: ChildProcess): Promise<number | null> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve(child.exitCode)
    : new Promise((resolve) => {
        child.once('exit', resolve);
      });
