/** Asking for a yes on the terminal. */
import { createInterface } from 'node:readline/promises';
import { UsageError } from '../command-error.ts';

/** Whether it was answered with yes. Throws `UsageError` `no_terminal` when there is nobody to ask. */
export async function askYes(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new UsageError('no_terminal', 'there is no terminal to ask on; give --yes');
  }
  // To stderr, as stdout may be a pipe.
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim());
  } finally {
    lines.close();
  }
}
