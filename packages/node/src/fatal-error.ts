/** What a process that ends because of an error says of it: a code, a place, and what a person can do. */
import { DamagedValue } from '@trellis/storage';
import { withOriginalPlaces } from './bundle/original-place.ts';

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
  EPERM: 'Give the user of the node the right to use this file, then start the node again.',
  EIO: 'The disk reports an error: look at the system’s log, and replace the disk if it does so again.',
  EISDIR: 'There is a folder where the node keeps a file: move it away, then start the node again.',
  ENOTDIR:
    'There is a file where the node keeps a folder: move it away, then start the node again.',
  ENOENT: 'Put the file back, or name another in the configuration, then start the node again.',
  EMFILE: 'Let the user of the node open more files (ulimit -n), then start the node again.',
  LEVEL_IO_ERROR: 'Look at the system’s log for errors of the disk, then start the node again.',
  database_damaged:
    'Run "trellis repair", then start the node again: it fetches what is missing from its peers.',
  state_tree_damaged:
    'Run "trellis repair", then start the node again: it fetches what is missing from its peers.',
  unforeseen:
    'Start the node again; nothing that was final is lost. If it stops again, report this line.',
};

/** How LevelDB says in words what the system told it. */
const wordsOfSystem: Readonly<Record<string, string>> = {
  'No space left on device': 'ENOSPC',
  'Read-only file system': 'EROFS',
  'Permission denied': 'EACCES',
  'Too many open files': 'EMFILE',
};

/** Of any other error of a file. */
const fileAdvice =
  'Put back what was there, with its owner’s right to use it, then start the node again.';

export function fatalFacts(error: unknown): FatalFacts {
  const code = codeOf(error) ?? 'unforeseen';
  return { code, place: placeOf(error), advice: adviceOn(error, code) };
}

function adviceOn(error: unknown, code: string): string {
  const message = error instanceof Error ? error.message : String(error);
  const known = advices[saidByLevel(code, message) ?? code];
  if (known !== undefined) return known;
  const system = systemCode(fileErrorOf(error)?.code);
  // What is refused at a start says what to do in its own words; of a file that can't be read, it says only why.
  if (system === undefined) return message;
  return `${message.replace(/\.$/, '')}. ${advices[system] ?? fileAdvice}`;
}

/** The system's code, where LevelDB passes it on in words. */
function saidByLevel(code: string, message: string): string | undefined {
  if (code !== 'LEVEL_IO_ERROR') return undefined;
  return Object.entries(wordsOfSystem).find(([words]) => message.includes(words))?.[1];
}

/** Of the system, such as `EISDIR`: our own say what to do. */
function systemCode(code: string | undefined): string | undefined {
  return code !== undefined && /^E[A-Z0-9]+$/.test(code) ? code : undefined;
}

function codeOf(error: unknown): string | undefined {
  const { code, cause } = (error ?? {}) as { readonly code?: unknown; readonly cause?: unknown };
  if (typeof code === 'string') return code;
  return cause === undefined ? undefined : codeOf(cause);
}

/** What is wrong with a file, of which the error tells or which caused it. */
function fileErrorOf(error: unknown): { readonly code: string; readonly path: string } | null {
  if (!(error instanceof Error)) return null;
  const { code, path } = error as NodeJS.ErrnoException;
  const isOfFile = code !== undefined && path !== undefined && path !== '';
  return isOfFile ? { code, path } : fileErrorOf(error.cause);
}

function placeOf(error: unknown): string {
  if (error instanceof DamagedValue) return error.place;
  const file = fileErrorOf(error);
  if (file !== null) return file.path;
  const { stack = '', message = '' } = (error ?? {}) as Partial<Error>;
  const trace = withOriginalPlaces(stack);
  // LevelDB says it in words.
  const [, inDatabase] = /\bIO error: (\/[^:]+):/.exec(message) ?? [];
  const [, line] = /((?:packages|node:)[^\s()]+:\d+):\d+/.exec(trace) ?? [];
  return inDatabase ?? line ?? 'unknown';
}
