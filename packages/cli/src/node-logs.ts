/** The logs of a testnet's nodes, as they are or as they grow. */
import { createReadStream } from 'node:fs';
import { readFile, stat, watch } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { nodeFiles, nodeFolder, type TestnetNode } from '@trellis/testnet';
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
    const content = await readFile(logPath(folder, node), 'utf8').catch(() => '');
    if (!json && nodes.length > 1) print(strong(node.name));
    const last = content === '' ? [] : content.trimEnd().split('\n').slice(-lines);
    for (const line of last) showLine(node, line, json);
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
  const path = logPath(folder, node);
  let position = (await stat(path)).size;
  try {
    // The folder, as the file is another one after it was set aside.
    for await (const _ of watch(dirname(path), { signal })) {
      const { size } = await stat(path).catch(() => ({ size: 0 }));
      if (size < position) position = 0;
      if (size === position) continue;
      const added = createReadStream(path, { start: position, end: size - 1 });
      for await (const line of createInterface({ input: added })) showLine(node, line, json);
      position = size;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function logPath(folder: string, node: TestnetNode): string {
  return join(nodeFolder(folder, node), nodeFiles.log);
}
