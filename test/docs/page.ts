/**
 * Pages of the documentation whose examples can be run: fenced blocks of `console run`, with commands
 * after `$ ` (continued after `> `) and under each what it prints. A line `…` stands for any lines.
 */

/** A command and what the page says it prints. */
export interface Example {
  /** Line of the page on which the command stands, from 1 on. */
  readonly line: number;
  readonly command: string;
  readonly expected: readonly string[];
}

const opening = '```console run';

/** Of examples that are run after something went wrong. */
export const incidentOpening = '```console incident';

/** The examples of a page, in their order. Throws for output without a command. */
export function examplesOf(page: string, begin = opening): readonly Example[] {
  const examples: { line: number; command: string; expected: string[] }[] = [];
  let isInside = false;
  let isCommand = false;
  for (const [index, line] of page.split('\n').entries()) {
    if (!isInside) {
      isInside = line === begin;
      isCommand = false;
      continue;
    }
    const last = examples.at(-1);
    if (line === '```') isInside = false;
    else if (line.startsWith('$ ')) {
      examples.push({ line: index + 1, command: line.slice(2), expected: [] });
      isCommand = true;
    } else if (line.startsWith('> ') && isCommand && last !== undefined) {
      last.command += `\n${line.slice(2)}`;
    } else if (last === undefined || (last.expected.length === 0 && !isCommand)) {
      throw new Error(`line ${index + 1}: output before any command`);
    } else {
      last.expected.push(line);
      isCommand = isCommand && line.startsWith('> ');
    }
  }
  return examples;
}

/** The page with other outputs under its examples, by their place. */
export function withOutputs(page: string, outputs: readonly (readonly string[])[]): string {
  const examples = examplesOf(page);
  const lines = page.split('\n');
  for (const [index, { line, command, expected }] of [...examples.entries()].reverse()) {
    const output = outputs[index];
    const first = line - 1 + command.split('\n').length;
    if (output !== undefined) lines.splice(first, expected.length, ...output);
  }
  return lines.join('\n');
}

/** Whether what was printed is what the page says, but for what no two runs share. */
export function isExpected(expected: readonly string[], printed: readonly string[]): boolean {
  return matches(expected.map(withoutChance), printed.map(withoutChance));
}

function matches(expected: readonly string[], printed: readonly string[]): boolean {
  const [first, ...rest] = expected;
  if (first === undefined) return printed.length === 0;
  if (first === '…') {
    return printed.some((_line, index) => matches(rest, printed.slice(index))) || rest.length === 0;
  }
  return first === printed[0] && matches(rest, printed.slice(1));
}

/** Ids, addresses, heights, sequences, times and the widths of columns. */
function withoutChance(line: string): string {
  return (
    line
      .replace(/(?<=\S) {2,}/g, ' ')
      .replace(/[0-9a-f]{64}/g, '<hash>')
      .replace(/trellis1[0-9a-z]{58}/g, '<address>')
      // Lists of accounts are in the order of their addresses.
      .replace(/^ {2}<address> \([a-z-]+\)$/, '<account>')
      .replace(/\b(block|blocks|sequence|height) \d+/g, '$1 <n>')
      // How long a proof is depends on what else is in the state.
      .replace(/\bpath of \d+ hashes/g, 'path of <n> hashes')
      // A line of a statement is named by its block and its place in it.
      .replace(/(--(?:before|after)) \d+-(\d+)/g, '$1 <n>-$2')
      .replace(/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?Z?/g, '<time>')
      .replace(/\b\d+(\.\d+)? (ms|s|min|h)\b/g, '<duration>')
      .replace(/127\.0\.0\.1:\d+/g, '<port>')
      .replace(/<duration> ago|just now/g, '<age>')
      .trimEnd()
  );
}
