/** How much a command says, and how: colours, notes beside the answer, a pager, the width of the terminal. */
import { spawn } from 'node:child_process';
import { type VisibleText, visibleText } from '@trellis/protocol/foreign-text';
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

/** Longer lines beside the answer are cut. */
const charactersMax = 2_000;

/** A line beside the answer, on standard error; none with `--quiet`. */
export function note(text: string): void {
  if (!isQuiet) warn(text);
}

/** A line on standard error that is told however quiet a command is. */
export function warn(text: string): void {
  writeLine(visibleText(text, charactersMax));
}

function writeLine(text: VisibleText): void {
  process.stderr.write(`${text}\n`);
}

/** Shows a line on the terminal that the next one takes the place of. */
export function showPassing(text: string): void {
  // A terminal that was not told its width says 0.
  const width = process.stderr.columns || charactersMax;
  const shown: VisibleText = visibleText(text, Math.max(1, width - 2));
  process.stderr.write(`${toStart}${shown}`);
}

/** Takes such a line away. */
export function endPassing(): void {
  process.stderr.write(toStart);
}

/** To the start of the line, and clear it. */
const toStart = '\r\u001b[K';

/** Asks for something on standard error, whose line the answer ends. */
export function ask(question: string): void {
  const shown: VisibleText = visibleText(question, charactersMax);
  process.stderr.write(shown);
}

/** The content of a file to standard output, as it is: a program reads it, or it goes into a file. */
export function writeFileContent(content: string): void {
  process.stdout.write(content);
}

/** Whether somebody watches who wants to see how far something is. */
export const showsProgress = (): boolean => !isQuiet && process.stderr.isTTY === true;

/** Columns of the terminal that text goes to; `undefined` where it goes elsewhere, which has no width. */
export const terminalWidth = (): number | undefined =>
  process.stdout.isTTY ? process.stdout.columns || undefined : undefined;

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
