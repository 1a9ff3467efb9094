/** Commands of the system, which end at once or stay. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Runs a command given as a line, whose words have no blanks; what it printed. Throws with what it complained of. */
export async function run(line: string): Promise<string> {
  const [name = '', ...words] = line.split(' ');
  const { stdout } = await execute(name, words, { maxBuffer: 2 ** 24 });
  return stdout;
}

/** A command that runs until it is ended with this process. */
export function start(line: string): ChildProcess {
  const [name = '', ...words] = line.split(' ');
  const child = spawn(name, words, { stdio: ['ignore', 'ignore', 'inherit'] });
  child.on('error', (error) => {
    throw error;
  });
  return child;
}
