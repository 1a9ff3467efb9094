/** Finds the error codes of a package in its sources: what each means is what is said where it is thrown. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface ErrorCode {
  readonly code: string;
  /** Sentences, with `…` for what differs from one time to the next. */
  readonly meanings: readonly string[];
}

/** The sources of a package, or of a part of it such as `api/src`, without tests. */
export function sourcesOf(place: string): string {
  const folder = join(root, 'packages', place);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !/\.(test|bench)\.ts$|testing\//.test(path))
    .sort()
    .map((path) => readFileSync(join(folder, path), 'utf8'))
    .join('\n');
}

/** The codes of a union such as `export type BuildErrorCode = | 'a' | 'b';`, with what is said of each. */
export function codesOfUnion(sources: string, name: string): readonly ErrorCode[] {
  // A semicolon in a comment is not the end of the union.
  const union = new RegExp(`export type ${name} =((?:/\\*[\\s\\S]*?\\*/|[^;])*);`);
  const [, body] = union.exec(sources) ?? [];
  if (body === undefined) throw new Error(`there is no type ${name}`);
  const members = body.matchAll(/(?:\/\*\*([\s\S]*?)\*\/\s*)?(?:\|\s*)?'([a-z_]+)'/g);
  return [...members].map(([, comment, code = '']) => {
    const said =
      comment === undefined
        ? saidOf(sources, code)
        : [comment.replace(/\s*\n\s*\* ?/g, ' ').trim()];
    return { code, meanings: said };
  });
}

/** The codes that a class is made with: `new UsageError('code', 'what is wrong')`. */
export function codesOfClass(sources: string, name: string): readonly ErrorCode[] {
  const found = sources.matchAll(new RegExp(`new ${name}\\(\\s*'([a-z_]+)'`, 'g'));
  const codes = new Set([...found].map(([, code = '']) => code));
  return [...codes].sort().map((code) => ({ code, meanings: saidOf(sources, code) }));
}

/** The one code of a class such as `class Unreachable extends Error { readonly code = 'unreachable';`. */
export function codeOfError(sources: string, name: string): ErrorCode {
  const found = new RegExp(
    `/\\*\\* ((?:(?!\\*/)[\\s\\S])*) \\*/\\s*(?:export )?class ${name} extends Error \\{\\s*readonly code = '([a-z_]+)'`,
  ).exec(sources);
  const [, comment, code] = found ?? [];
  if (comment === undefined || code === undefined) throw new Error(`there is no code in ${name}`);
  return { code, meanings: [comment] };
}

/** What is said next to a code wherever it is thrown. */
function saidOf(sources: string, code: string): readonly string[] {
  const places = sources.matchAll(new RegExp(`'${code}',\\s*`, 'g'));
  const said = [...places].map((place) => messageAt(sources, place.index + place[0].length));
  return [...new Set(said)].filter((one) => /[a-z]{3}/.test(one));
}

/** The string literals at a place, joined as the code joins them; empty for anything else. */
function messageAt(sources: string, start: number): string {
  let text = '';
  let at = start;
  for (;;) {
    const literal = literalAt(sources, at);
    if (literal === undefined) return text;
    text += literal.text;
    const plus = /^\s*\+\s*/.exec(sources.slice(literal.end, literal.end + 100));
    if (plus === null) return text;
    at = literal.end + plus[0].length;
  }
}

interface Literal {
  readonly text: string;
  /** Where the source continues. */
  readonly end: number;
}

function literalAt(sources: string, start: number): Literal | undefined {
  const quote = sources[start];
  if (quote !== "'" && quote !== '"' && quote !== '`') return undefined;
  let text = '';
  for (let at = start + 1; at < sources.length; at++) {
    const character = sources[at];
    if (character === quote) return { text: text.replace(/…+/g, '…'), end: at + 1 };
    if (character === '\\') text += sources[++at];
    else if (quote === '`' && sources.startsWith('${', at)) {
      text += '…';
      at = endOfGap(sources, at + 2);
    } else text += character;
  }
  return undefined;
}

/** Where the brace is that closes a `${`; templates inside may have gaps of their own. */
function endOfGap(sources: string, start: number): number {
  let depth = 1;
  for (let at = start; at < sources.length; at++) {
    const inner = literalAt(sources, at);
    if (inner !== undefined) at = inner.end - 1;
    else if (sources[at] === '{') depth += 1;
    else if (sources[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return sources.length;
}
