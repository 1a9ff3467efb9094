/**
 * Text that somebody else wrote: memos, names, references, details of errors. It is data, and is shown so that it can
 * neither begin a line, move a cursor, nor reorder what stands around it (Unicode Technical Report 36, §3; CVE-2021-42574).
 */
import { isPlainText } from './plain-text.ts';

/**
 * Text of others as decoders give it. It always is a string. To the compiler it may be a symbol as well, which is the one
 * type that it lets into no argument, template literal, sum of strings or element of a page (an intersection with a brand
 * goes into all of them): what shows it has to pass it through `visibleText`, and what searches it through `rawText`. Any
 * string may stand where foreign text is asked for.
 */
export type ForeignText = string | symbol;

/** The text as it was written, for whatever does not show it: what this gives may begin lines and move cursors. */
export function rawText(text: ForeignText): string {
  return text as string;
}

declare const shown: unique symbol;

/** Foreign text as it may be shown. A plain string is none, so that a place that asks for this one can't be forgotten. */
export type VisibleText = string & { readonly [shown]: true };

/**
 * What has no shape: controls (Cc), format characters (Cf), separators of lines and paragraphs, halves of pairs, private use,
 * and what is not assigned; and what a plain text has none of, but for the selectors that choose the form of an emoji.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/u;
const isUnseen = (character: string): boolean =>
  unseen.test(character) || (!isPlainText(character) && !/[\ufe00-\ufe0f]/.test(character));

const shortForms: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Characters of a text that are shown, unless a place has room for fewer. */
const mostDefault = 1_000;

/** The text with everything in it that can't be seen written out (`\n`, `\u{202e}`), and cut after `most` characters. */
export function visibleText(text: ForeignText, most = mostDefault): VisibleText {
  const raw = rawText(text);
  const characters = raw.length > most ? [...raw.slice(0, 2 * most + 2)] : [];
  const cut = characters.length > most ? `${characters.slice(0, most).join('')}…` : raw;
  const shown = isAscii(cut) ? cut : Array.from(cut, seen).join('');
  return shown as VisibleText;
}

const isAscii = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);
const seen = (character: string): string => (isUnseen(character) ? escaped(character) : character);

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return shortForms[character] ?? `\\u{${code.toString(16)}}`;
}

/**
 * What no new text may contain, as the first such character of it in visible form. It is what version 2 of the protocol
 * forbids; until then, and for what was accepted before, the ledger takes any text.
 */
export function controlIn(text: string): VisibleText | undefined {
  const found = isPlainText(text) ? undefined : [...text].find((one) => !isPlainText(one));
  return found === undefined ? undefined : visibleText(found);
}

/** A text of a value that has something in it which no new text may contain. */
export interface ControlPlace {
  /** `memo`, `operations.0.remittance.invoice`. */
  readonly path: string;
  readonly character: VisibleText;
}

/** The first such text among all of a value, such as a transaction that somebody is about to sign or to submit. */
export function controlInTexts(value: unknown, path = ''): ControlPlace | undefined {
  if (typeof value === 'string') {
    const character = controlIn(value);
    return character && { path, character };
  }
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return undefined;
  for (const [key, part] of Object.entries(value)) {
    const found = controlInTexts(part, path === '' ? key : `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
