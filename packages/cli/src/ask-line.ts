/** Asking a question on the terminal. */
import { createInterface } from 'node:readline/promises';
import { UsageError } from './command-error.ts';
import { visibleLine } from './visible-line.ts';

/** The line that is typed; `instead` is the option that answers it. Throws `UsageError` `no_terminal`. */
export async function askLine(question: string, instead: string): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new UsageError('no_terminal', `there is no terminal to ask on; give ${instead}`);
  }
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const shown = question.split('\n').map(visibleLine).join('\n');
    return (await lines.question(shown)).trim();
  } finally {
    lines.close();
  }
}
