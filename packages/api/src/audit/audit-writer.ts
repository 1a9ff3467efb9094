/**
 * Writes the files of an audit log, one behind another: a full one is followed by a new one, and the oldest
 * make room when there are too many, after an entry that says up to where, so that the chain can still be verified.
 */
import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '@trellis/crypto/files';
import type { AuditFact } from '@trellis/protocol/http-api';
import { type OpenFile, openFile } from '@trellis/storage';
import { auditFact, type ChainHead, chainLine, readChainLine, removalText } from './audit-chain.ts';
import type { AuditEnd } from './audit-end.ts';
import { auditFileName, auditFiles, fileLines } from './audit-folder.ts';

export interface AuditLimits {
  readonly fileBytesMax: number;
  readonly filesMax: number;
}

export interface AuditWriter {
  /** Writes facts behind one another: all of them, or, when that fails, none. */
  write(facts: readonly AuditFact[]): Promise<void>;
  /** Before a full file is followed by another, the oldest ones make room. */
  turnOver(): Promise<void>;
  /** What was written would survive a power cut. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface AuditWriterParts {
  readonly folder: string;
  readonly limits: AuditLimits;
  readonly now: () => number;
  /** Is told what can't be put right behind a fault. */
  readonly onFault: (error: unknown) => void;
}

interface State extends AuditWriterParts {
  head: ChainHead;
  /** `null`: the next entry begins a new one. */
  file: AuditFile | null;
}

interface AuditFile {
  readonly handle: OpenFile;
  bytes: number;
}

/** Continues from where the log ends. */
export async function openAuditWriter(
  parts: AuditWriterParts,
  { head, file }: AuditEnd,
): Promise<AuditWriter> {
  const state: State = { ...parts, head, file: null };
  if (file !== null) {
    state.file = { handle: await openFile(join(parts.folder, file.name), 'r+'), bytes: file.bytes };
  }
  return {
    write: (facts) => write(state, facts),
    turnOver: () => turnOver(state),
    async sync() {
      await state.file?.handle.datasync();
    },
    async close() {
      await state.file?.handle.datasync();
      await state.file?.handle.close();
      state.file = null;
    },
  };
}

async function write(state: State, facts: readonly AuditFact[]): Promise<void> {
  state.file ??= await openNext(state);
  const { file, now, onFault } = state;
  let next = state.head;
  let text = '';
  for (const fact of facts) {
    const line = chainLine(next, fact, BigInt(now()));
    next = line.head;
    text += line.text;
  }
  const bytes = Buffer.from(text);
  try {
    await file.handle.write(bytes, file.bytes);
  } catch (error) {
    // Half a line must not stay in front of the next one.
    await file.handle.truncate(file.bytes).catch(onFault);
    throw error;
  }
  file.bytes += bytes.length;
  state.head = next;
}

async function openNext({ folder, head }: State): Promise<AuditFile> {
  const handle = await openFile(join(folder, auditFileName(head.number + 1n)), 'wx');
  await syncFolder(folder);
  return { handle, bytes: 0 };
}

async function turnOver(state: State): Promise<void> {
  const { folder, limits, file } = state;
  if (file === null || file.bytes < limits.fileBytesMax) return;
  const files = await auditFiles(folder);
  const leaving = files.slice(0, Math.max(0, files.length + 1 - limits.filesMax));
  if (leaving.length > 0) {
    const last = await lastOf(folder, files, leaving.length);
    const what = last === undefined ? 'unreadable' : removalText(last);
    await write(state, [auditFact({ event: 'removed', what })]);
    await file.handle.datasync();
    for (const name of leaving) await unlink(join(folder, name));
  }
  await file.handle.datasync();
  await file.handle.close();
  state.file = null;
}

/** The last entry of the files that leave: the first one that stays names it as its previous. */
async function lastOf(
  folder: string,
  files: readonly string[],
  leaving: number,
): Promise<ChainHead | undefined> {
  const staying = files[leaving];
  if (staying === undefined) return undefined;
  for await (const { text } of fileLines(join(folder, staying))) {
    const read = readChainLine(text, null);
    if (!read.ok) return undefined;
    const { number, previous } = read.line.entry;
    return { number: number - 1n, hash: previous };
  }
  return undefined;
}
