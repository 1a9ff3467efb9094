/** A line as it goes to a terminal: this program's own colours, and nothing else that acts. */
import { randomUUID } from 'node:crypto';
import { styleText } from 'node:util';
import { visibleText } from '@trellis/protocol/foreign-text';

/** Longer lines are cut; a page of this program's own has none. */
const lineCharactersMax = 20_000;

/** Stands for the escape character of this program's own colours. Others can't write it, as they can't know it. */
const ownEscape = `\u0000${randomUUID()}`;

/** Colours on a terminal; `NO_COLOR` and pipes give plain text. */
export function paint(style: Parameters<typeof styleText>[0], text: string): string {
  const [open = '', close = ''] = styleText(style, '\u0000', { stream: process.stdout }).split(
    '\u0000',
  );
  return `${own(open)}${text}${own(close)}`;
}

const own = (sequence: string): string => sequence.replaceAll('\u001b', ownEscape);

/** The line with everything in it that can't be seen written out, line ends included. */
export function visibleLine(line: string): string {
  const parts = line.split(ownEscape);
  return parts.map((part) => visibleText(part, lineCharactersMax)).join('\u001b');
}

/** How many characters of it are seen. */
export function visibleLength(line: string): number {
  const [first = '', ...painted] = line.split(ownEscape);
  const texts = [first, ...painted.map((part) => part.replace(/^\[[0-9;]*m/, ''))];
  return texts.reduce((sum, text) => sum + visibleText(text, lineCharactersMax).length, 0);
}
