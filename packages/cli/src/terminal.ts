/** How much a command says, and how: colours, notes beside the answer, a pager, the width of the terminal. */
import { spawn } from 'node:child_process';
import type { Globals } from './globals.ts';

let isQuiet = false;

/** Applies what the user asked for; Node's own functions for colours follow these two variables. */
export function applyTerminalOptions({ quiet, color }: Pick<Globals, 'quiet' | 'color'>): void {
  isQuiet = quiet;
  if (color === 'never') process.env.NO_COLOR = '1';
  if (color !== 'always') return;
  delete process.env.NO_COLOR;
  process.env.FORCE_COLOR = '1';
}

/** A line beside the answer, on standard error; none with `--quiet`. */
export function note(text: string): void {
  if (!isQuiet) process.stderr.write(`${text}\n`);
}

/** Whether somebody watches who wants to see how far something is. */
export const showsProgress = (): boolean => !isQuiet && process.stderr.isTTY === true;

/** Columns of the terminal that text goes to; `undefined` where it goes elsewhere, which has no width. */
export const terminalWidth = (): number | undefined =>
  process.stdout.isTTY ? process.stdout.columns : undefined;

/**
 * Writes text to standard output, through the user's pager (`PAGER`, else `less`) when it has more lines than the
 * terminal. `less` is told to end when all fits, and to pass colours on.
 */
export async function writeLong(text: string): Promise<void> {
  const { isTTY, rows } = process.stdout;
  const [program, ...args] = (process.env.PAGER ?? 'less -FRX').split(' ').filter(Boolean);
  if (!isTTY || text.split('\n').length <= rows || program === undefined) {
    process.stdout.write(text);
    return;
  }
  const pager = spawn(program, args, { stdio: ['pipe', 'inherit', 'inherit'] });
  // A reader that has seen enough is no error.
  pager.stdin.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    // Without a pager the text is written as it is.
    pager.on('error', () => {
      process.stdout.write(text);
      resolve();
    });
    pager.on('close', () => resolve());
    pager.stdin.end(text);
  });
}
