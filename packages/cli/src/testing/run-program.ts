/**
 * Runs the `trellis` command within the test's own process: no start of a process for what ends before it
 * touches anything, such as a mistake in calling. One at a time: it borrows the process's output.
 */
import { runProgram } from '../program.ts';
import type { CliResult } from './run-cli.ts';

export async function runWithin(home: string, args: readonly string[]): Promise<CliResult> {
  const { TRELLIS_HOME, TRELLIS_NODE, NO_COLOR } = process.env;
  const { stdout, stderr } = process;
  const written = { stdout: '', stderr: '' };
  const writeOut = stdout.write;
  const writeErr = stderr.write;
  stdout.write = (chunk: string | Uint8Array) => {
    written.stdout += chunk.toString();
    return true;
  };
  stderr.write = (chunk: string | Uint8Array) => {
    written.stderr += chunk.toString();
    return true;
  };
  Object.assign(process.env, { TRELLIS_HOME: home, NO_COLOR: '1' });
  delete process.env.TRELLIS_NODE;
  try {
    return { code: await runProgram(args), ...written };
  } finally {
    stdout.write = writeOut;
    stderr.write = writeErr;
    restore({ TRELLIS_HOME, TRELLIS_NODE, NO_COLOR });
  }
}

function restore(variables: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}
