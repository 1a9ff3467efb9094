/** The files of an audit log: read and verified by commands, and by the node that continues to write them. */
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Hash } from '@trellis/crypto';
import { withPathOf } from '@trellis/crypto/files';
import type { AuditLine } from '@trellis/protocol/http-api';
import {
  type ChainHead,
  emptyChain,
  type LineProblem,
  readChainLine,
  removalOf,
} from './audit-chain.ts';

/** No line is longer: what is, was not written by us. */
const lineBytesMax = 16 * 1024;

/** The name of the file that begins with this entry; names sort as their entries do. */
export function auditFileName(first: bigint): string {
  return `audit-${first.toString().padStart(16, '0')}.jsonl`;
}

export function auditFolder(accessFolder: string): string {
  return join(accessFolder, 'audit');
}

/** The files in order; none for a folder that isn't there. */
export async function auditFiles(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names.filter((name) => /^audit-[0-9]{16}\.jsonl$/.test(name)).sort();
}

/** One line as it stands in a file. */
export interface FileLine {
  readonly text: string;
  /** Where it begins, in bytes. */
  readonly position: number;
  /** `false` for bytes at the end of a file that no line break follows. */
  readonly isWhole: boolean;
}

/** The lines of a file, a few at a time. What is longer than a line can be ends as one that isn't whole. */
export async function* fileLines(path: string): AsyncGenerator<FileLine> {
  let rest: Buffer = Buffer.alloc(0);
  let position = 0;
  for await (const chunk of chunksOf(path)) {
    rest = Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10)) {
      yield { text: rest.toString('utf8', 0, end), position, isWhole: true };
      position += end + 1;
      rest = rest.subarray(end + 1);
    }
    if (rest.length > lineBytesMax) break;
  }
  if (rest.length > 0) yield { text: rest.toString('utf8'), position, isWhole: false };
}

async function* chunksOf(path: string): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(path);
  } catch (error) {
    throw withPathOf(error, path);
  }
}

export interface AuditVerification {
  readonly entries: number;
  /** The newest entry; what to note elsewhere, to know later that nothing after it was cut off. */
  readonly head: ChainHead;
  /** The first entry that is there; entries before it made room. */
  readonly first: bigint;
  /** Bytes of a line that a crash tore, or that is being written. */
  readonly tornBytes: number;
  readonly problem: AuditProblem | null;
}

export interface AuditProblem {
  readonly file: string;
  /** From 1 on. */
  readonly line: number;
  readonly what: LineProblem | 'beginning_missing' | 'expected_entry_missing' | 'torn_inside';
}

/**
 * Verifies the whole chain in a folder; `expected` is an entry that was noted before, and must be in it.
 * Stops at the first problem.
 */
export async function verifyAudit(
  folder: string,
  expected?: ChainHead,
): Promise<AuditVerification> {
  const files = await auditFiles(folder);
  let head: ChainHead | null = null;
  let first = 0n;
  let before: ChainHead | undefined;
  let removed: ChainHead | undefined;
  /** The last entries of the files, by their numbers. */
  const ends = new Map<bigint, Hash>();
  let entries = 0;
  let found = expected === undefined || expected.number === 0n;
  const result = (problem: AuditProblem | null, tornBytes = 0): AuditVerification => ({
    entries,
    head: head ?? emptyChain,
    first,
    tornBytes,
    problem,
  });

  let line = 0;
  for (const [index, file] of files.entries()) {
    line = 0;
    for await (const { text, isWhole } of fileLines(join(folder, file))) {
      line += 1;
      if (!isWhole) {
        const isLast = index === files.length - 1;
        if (isLast && text.length <= lineBytesMax) {
          const missing = missingProblem(files, line, before, removed, ends, found);
          return result(missing, Buffer.byteLength(text));
        }
        return result({ file, line, what: 'torn_inside' });
      }
      const read = readChainLine(text, head);
      if (!read.ok) return result({ file, line, what: read.problem });
      const { entry } = read.line;
      if (head === null) {
        first = entry.number;
        before = { number: entry.number - 1n, hash: entry.previous };
      }
      head = read.head;
      removed = removalOf(entry) ?? removed;
      if (head.number === expected?.number) {
        if (head.hash !== expected.hash) {
          return result({ file, line, what: 'expected_entry_missing' });
        }
        found = true;
      }
      entries += 1;
    }
    if (head !== null) ends.set(head.number, head.hash);
  }
  return result(missingProblem(files, line, before, removed, ends, found));
}

/**
 * The first entry follows nothing, or what a later one says was removed. Files that this one speaks of may
 * also be there still: a crash came after it was written and before they were gone.
 */
function missingProblem(
  files: readonly string[],
  line: number,
  before: ChainHead | undefined,
  removed: ChainHead | undefined,
  ends: ReadonlyMap<bigint, Hash>,
  found: boolean,
): AuditProblem | null {
  const known = removed ?? emptyChain;
  const begins =
    before === undefined ||
    (before.number === 0n && before.hash === emptyChain.hash) ||
    (before.number === known.number && before.hash === known.hash) ||
    ends.get(known.number) === known.hash;
  if (!begins) return { file: files[0] ?? '', line: 1, what: 'beginning_missing' };
  return found ? null : { file: files.at(-1) ?? '', line, what: 'expected_entry_missing' };
}

/** Entries after a number, in order, as far as they can be read. */
export async function* readAudit(folder: string, after: bigint): AsyncGenerator<AuditLine> {
  const files = await auditFiles(folder);
  const from = files.findLastIndex((name) => name <= auditFileName(after + 1n));
  for (const file of files.slice(Math.max(0, from))) {
    for await (const { text, isWhole } of fileLines(join(folder, file))) {
      const read = isWhole ? readChainLine(text, null) : undefined;
      if (read?.ok && read.line.entry.number > after) yield read.line;
    }
  }
}
