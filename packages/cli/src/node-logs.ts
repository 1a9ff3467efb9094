/** The logs of a testnet's nodes, as they are or as they grow. */
import { createReadStream } from 'node:fs';
import { stat, watch } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { logFiles, logTail, nodeFolder, type TestnetNode } from '@trellis/testnet';
import { takeInterruption } from './interruption.ts';
import { print, printJsonLine, strong } from './output.ts';

interface Logs {
  readonly folder: string;
  readonly nodes: readonly TestnetNode[];
  /** Lines as JSON documents that name the node, instead of as they are below its name. */
  readonly json: boolean;
}

/** Shows the last lines of each log; with `follow`, what is added until the command is interrupted. */
export async function showLogs(
  { folder, nodes, json }: Logs,
  { lines, follow }: { readonly lines: number; readonly follow?: boolean },
): Promise<void> {
  for (const node of nodes) {
    const tail = await logTail(folder, node, lines);
    if (!json && nodes.length > 1) print(strong(node.name));
    for (const line of tail === '' ? [] : tail.split('\n')) showLine(node, line, json);
  }
  if (follow !== true) return;
  const interrupted = takeInterruption();
  await Promise.all(nodes.map((node) => followLog(folder, node, json, interrupted)));
}

/** As it is in the file; text of others in it has been written out there. */
function showLine(node: TestnetNode, line: string, json: boolean): void {
  if (json) printJsonLine({ node: node.name, entry: entryOf(line) });
  else print(line);
}

/** What is not JSON, such as the last words of a process, is text. */
function entryOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return line;
  }
}

async function followLog(
  folder: string,
  node: TestnetNode,
  json: boolean,
  signal: AbortSignal,
): Promise<void> {
  const path = nodeFolder(folder, node);
  const files = await Promise.all(
    logFiles.map(async (name) => {
      const file = join(path, name);
      return { file, position: await sizeOf(file) };
    }),
  );
  let last = '';
  try {
    // The folder, as the file is another one after it was set aside.
    for await (const _ of watch(path, { signal })) {
      for (const followed of files) {
        for await (const line of added(followed)) {
          // What a node says as it ends is in both.
          if (line !== last) showLine(node, line, json);
          last = line;
        }
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

interface Followed {
  readonly file: string;
  /** Up to where it was shown. */
  position: number;
}

/** The lines that are new in it. */
async function* added(followed: Followed): AsyncGenerator<string> {
  const size = await sizeOf(followed.file);
  const start = size < followed.position ? 0 : followed.position;
  followed.position = size;
  if (size === start) return;
  yield* createInterface({
    input: createReadStream(followed.file, { start, end: size - 1 }),
  });
}

/** Nothing of what is no file, or not there yet. */
async function sizeOf(path: string): Promise<number> {
  const status = await stat(path).catch(() => null);
  return status?.isFile() === true ? status.size : 0;
}
