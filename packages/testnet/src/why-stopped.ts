/** Why a node of a testnet does not answer: what its process and its log say. */
import type { TestnetNode } from './layout.ts';
import { logTail } from './node-log.ts';
import { findProcess, isPaused } from './processes.ts';

export type UnresponsiveNode =
  | { readonly state: 'not_running'; readonly lastWords: string | null }
  | { readonly state: 'paused' | 'not_answering'; readonly lastWords: string | null };

/** Looks at a node that does not answer. */
export async function whyUnresponsive(
  folder: string,
  node: TestnetNode,
): Promise<UnresponsiveNode> {
  const pid = await findProcess(folder, node);
  const words = lastWords(await logTail(folder, node, 50));
  if (pid === null) return { state: 'not_running', lastWords: words };
  return { state: (await isPaused(pid)) ? 'paused' : 'not_answering', lastWords: words };
}

/** pino's number; what is above it is worse. */
const errorLevel = 50;

/**
 * The last error in a log, unless a start came after it: pino's JSON lines, and what a process says on
 * its way out in plain text.
 */
export function lastWords(log: string): string | null {
  for (const line of log.split('\n').reverse()) {
    const entry = parseEntry(line);
    if (entry === null) continue;
    if (entry.msg === 'running' || entry.msg === 'stopping') return null;
    if (entry.level === errorLevel) {
      return entry.detail === null ? entry.msg : `${entry.msg}: ${entry.detail}`;
    }
  }
  return null;
}

interface Entry {
  readonly level: unknown;
  readonly msg: string;
  readonly detail: string | null;
}

function parseEntry(line: string): Entry | null {
  try {
    const entry: { level?: unknown; msg?: unknown; error?: { message?: unknown } } | null =
      JSON.parse(line);
    if (typeof entry?.msg !== 'string') return null;
    const detail = entry.error?.message;
    return {
      level: entry.level,
      msg: entry.msg,
      detail: typeof detail === 'string' ? detail : null,
    };
  } catch {
    return null;
  }
}
