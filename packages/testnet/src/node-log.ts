/**
 * The log of a node of a testnet. It is in two files: the node's own, and what the process writes past it, which is all
 * there is of a node that ends before it knows its log, or can't write it.
 */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeFiles } from '@trellis/node';
import { nodeFolder, type TestnetNode } from './layout.ts';

/** The files, relative to the folder of the node. */
export const logFiles = [nodeFiles.log, nodeFiles.output] as const;

/** The last lines of a node's log. */
export async function logTail(folder: string, node: TestnetNode, lines: number): Promise<string> {
  const path = nodeFolder(folder, node);
  const [log, output] = await Promise.all(logFiles.map((file) => timedLines(join(path, file))));
  return mergeLines(log ?? [], output ?? [])
    .slice(-lines)
    .join('\n');
}

export interface TimedLine {
  readonly line: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Both in the order of their times, each in its own order; a line that stands in both comes once. */
export function mergeLines(log: readonly TimedLine[], output: readonly TimedLine[]): string[] {
  const merged: string[] = [];
  let next = 0;
  for (const { line, at } of log) {
    for (let other = output[next]; other !== undefined && other.at < at; other = output[++next]) {
      merged.push(other.line);
    }
    if (output[next]?.line === line) next++;
    merged.push(line);
  }
  return [...merged, ...output.slice(next).map(({ line }) => line)];
}

/** Text without a time, such as the last words of the engine, is as old as what follows it: at the end, as the file. */
export function withTimes(text: string, writtenAt: number): readonly TimedLine[] {
  let at = writtenAt;
  const backwards = text
    .split('\n')
    .filter((line) => line !== '')
    .reverse()
    .map((line) => {
      at = timeOf(line) ?? at;
      return { line, at };
    });
  return backwards.reverse();
}

function timeOf(line: string): number | null {
  const [, time] = /^\{"level":\d+,"time":(\d+),/.exec(line) ?? [];
  return time === undefined ? null : Number(time);
}

/** Nothing if there is no such file, or something else stands there. */
async function timedLines(path: string): Promise<readonly TimedLine[]> {
  const status = await stat(path).catch(() => null);
  if (status === null || !status.isFile()) return [];
  return withTimes(await readFile(path, 'utf8').catch(() => ''), status.mtimeMs);
}
