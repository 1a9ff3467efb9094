/** What commands print: text for people, or one JSON document for programs. */
import { styleText } from 'node:util';
import { groupDigits } from '@trellis/protocol';

/** Lines of text to standard output. */
export function print(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** One JSON document to standard output; whole numbers of any size as decimal strings. */
export function printJson(value: unknown): void {
  process.stdout.write(`${jsonText(value, 2)}\n`);
}

/** Whole numbers of any size are decimal strings. */
export function jsonText(value: unknown, indent?: number): string {
  const part = (_key: string, one: unknown): unknown =>
    typeof one === 'bigint' ? one.toString() : one;
  return JSON.stringify(value, part, indent);
}

/** A name and a value on each line, aligned. */
export function printFields(fields: readonly (readonly [name: string, value: string])[]): void {
  const width = Math.max(...fields.map(([name]) => name.length));
  print(...fields.map(([name, value]) => `${name.padEnd(width)}  ${value}`));
}

/** Colours on a terminal; `NO_COLOR` and pipes give plain text. */
export const good = (text: string): string => styleText('green', text, { stream: process.stdout });
export const bad = (text: string): string => styleText('red', text, { stream: process.stdout });
export const dim = (text: string): string => styleText('dim', text, { stream: process.stdout });
export const strong = (text: string): string => styleText('bold', text, { stream: process.stdout });

/** `3,309 B`. */
export function formatBytes(count: number | bigint): string {
  return `${groupDigits(count)} B`;
}
