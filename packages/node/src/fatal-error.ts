/** What a process that ends because of an error says of it: a code, a place, and what a person can do. */
import { DamagedValue } from '@trellis/storage';

export interface FatalFacts {
  /** The error's own; `unforeseen` when it has none. */
  readonly code: string;
  /** Where: in the database, a file, or a line of the program. */
  readonly place: string;
  readonly advice: string;
}

/** By code: what helps, where the message does not say it. */
const advices: Readonly<Record<string, string>> = {
  ENOSPC: 'Nothing is damaged: make room on the disk, then start the node again.',
  EROFS: 'The file system is read-only: mount it for writing, then start the node again.',
  EACCES: 'Give the user of the node the right to use this file, then start the node again.',
  EIO: 'The disk reports an error: look at the system’s log, and replace the disk if it does so again.',
  EISDIR: 'There is a folder where the node keeps a file: move it away, then start the node again.',
  LEVEL_IO_ERROR: 'Look at the system’s log for errors of the disk, then start the node again.',
  database_damaged:
    'Run "trellis repair", then start the node again: it fetches what is missing from its peers.',
  state_tree_damaged:
    'Run "trellis repair", then start the node again: it fetches what is missing from its peers.',
  unforeseen:
    'Start the node again; nothing that was final is lost. If it stops again, report this line.',
};

export function fatalFacts(error: unknown): FatalFacts {
  const code = codeOf(error) ?? 'unforeseen';
  const message = error instanceof Error ? error.message : String(error);
  // What is refused at a start says what to do in its own words.
  const advice = advices[code] ?? (codeOf(error) === undefined ? advices.unforeseen : message);
  return { code, place: placeOf(error), advice: advice ?? message };
}

function codeOf(error: unknown): string | undefined {
  const { code, cause } = (error ?? {}) as { readonly code?: unknown; readonly cause?: unknown };
  if (typeof code === 'string') return code;
  return cause === undefined ? undefined : codeOf(cause);
}

function placeOf(error: unknown): string {
  if (error instanceof DamagedValue) return error.place;
  const { path, stack = '' } = (error ?? {}) as {
    readonly path?: unknown;
    readonly stack?: string;
  };
  if (typeof path === 'string' && path !== '') return path;
  const [, line] = /((?:packages|node:)[^\s()]+:\d+):\d+/.exec(stack) ?? [];
  return line ?? 'unknown';
}
