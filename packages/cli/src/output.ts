/**
 * What commands print: text for people, or one JSON document for programs. What is printed may hold text of others, so
 * that nothing in it acts: each argument is one line, in which all that can't be seen is written out.
 */
import { groupDigits } from '@trellis/protocol';
import { writeLong } from './terminal.ts';
import { paint, visibleLine } from './visible-line.ts';

/** Lines of text to standard output. */
export function print(...lines: readonly string[]): void {
  process.stdout.write(`${lines.map(visibleLine).join('\n')}\n`);
}

/** Many lines of text, through a pager on a terminal that has fewer rows. */
export async function printLong(...lines: readonly string[]): Promise<void> {
  await writeLong(`${lines.map(visibleLine).join('\n')}\n`);
}

/** Text of this program's own that has several lines, such as a report; nothing of others is in it. */
export function printOwnText(text: string): void {
  print(...text.split('\n'));
}

/** The one document of this run, which is printed when it ends: only then it is known whether it failed after all. */
let document: object | undefined;

/** The JSON document of a run; whole numbers of any size are decimal strings. Throws `TypeError` for a second one. */
export function printJson(value: object): void {
  if (document !== undefined) throw new TypeError('a run prints one document');
  document = value;
}

/** Writes the document of the run that ends, with what it failed of; says whether there was one. */
export function flushDocument(failure: object = {}): boolean {
  if (document === undefined) return false;
  process.stdout.write(`${jsonText({ ...document, ...failure }, 2)}\n`);
  document = undefined;
  return true;
}

/** A document of a stream, such as a log: one line. */
export function printJsonLine(value: object): void {
  process.stdout.write(`${jsonText(value)}\n`);
}

/** Whole numbers of any size are decimal strings. */
export function jsonText(value: unknown, indent?: number): string {
  const part = (_key: string, one: unknown): unknown =>
    typeof one === 'bigint' ? one.toString() : one;
  // JSON itself escapes no more than the controls of ASCII; the document is the same either way.
  return JSON.stringify(value, part, indent).replace(
    /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) =>
      character
        .split('')
        .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
        .join(''),
  );
}

/** A name and a value on each line, aligned. */
export function printFields(fields: readonly (readonly [name: string, value: string])[]): void {
  const width = Math.max(...fields.map(([name]) => name.length));
  print(...fields.map(([name, value]) => `${name.padEnd(width)}  ${value}`));
}

/** Colours on a terminal; `NO_COLOR` and pipes give plain text. */
export const good = (text: string): string => paint('green', text);
export const bad = (text: string): string => paint('red', text);
export const dim = (text: string): string => paint('dim', text);
export const strong = (text: string): string => paint('bold', text);

/** `3,309 B`. */
export function formatBytes(count: number | bigint): string {
  return `${groupDigits(count)} B`;
}
