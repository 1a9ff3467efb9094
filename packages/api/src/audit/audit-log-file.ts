/**
 * The audit log as files of lines: appended to, never changed. A crash can only tear the last line, which is
 * cut off at the next start and told of; a full file is followed by another, and the oldest makes room when
 * there are too many, after an entry that says up to where, so that the chain can still be verified.
 */
import { type FileHandle, mkdir, open, truncate, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type AuditLog, type Clock, inBackground } from '@trellis/engine';
import type { AuditFact, AuditLine } from '@trellis/protocol/http-api';
import { syncFolder, writeFully } from '@trellis/storage';
import {
  auditFact,
  type ChainHead,
  chainLine,
  emptyChain,
  readChainLine,
  removalText,
} from './audit-chain.ts';
import { auditFileName, auditFiles, fileLines, readAudit } from './audit-folder.ts';

export interface AuditLimits {
  readonly fileBytesMax: number;
  readonly filesMax: number;
}

/** Facts that wait to be written; those beyond are counted as lost. */
const waitingMax = 10_000;

interface Waiting {
  readonly fact: AuditFact;
  /** Whether somebody waits until it would survive a power cut. */
  readonly isSafe: boolean;
  readonly settle: (error: unknown) => void;
}

/** The end of the log on disk. */
interface End {
  readonly head: ChainHead;
  /** The file to go on with; `null`: a new one. */
  readonly file: { readonly name: string; readonly bytes: number } | null;
  /** What has to be told of the last run. */
  readonly found: AuditFact | null;
}

/** Opens the log of a folder, which is made if it is missing. `onFault` is told what can't be written. */
export async function openAuditLog(
  folder: string,
  limits: AuditLimits,
  clock: Clock,
  onFault: (error: unknown) => void,
): Promise<AuditLog> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const end = await findEnd(folder);
  let head = end.head;
  let file: { handle: FileHandle; bytes: number } | null = null;
  if (end.file !== null) {
    file = { handle: await open(join(folder, end.file.name), 'r+'), bytes: end.file.bytes };
  }
  let waiting: Waiting[] = [];
  let lost = 0;
  let writing: Promise<void> = Promise.resolve();

  const openNext = async (): Promise<{ handle: FileHandle; bytes: number }> => {
    const handle = await open(join(folder, auditFileName(head.number + 1n)), 'wx', 0o600);
    await syncFolder(folder);
    return { handle, bytes: 0 };
  };

  /** Writes facts behind one another: all of them, or, when that fails, none. */
  const writeFacts = async (facts: readonly AuditFact[]): Promise<void> => {
    file ??= await openNext();
    let next = head;
    let text = '';
    for (const fact of facts) {
      const line = chainLine(next, fact, BigInt(clock.now()));
      next = line.head;
      text += line.text;
    }
    const bytes = Buffer.from(text);
    try {
      await writeFully(file.handle, bytes, file.bytes);
    } catch (error) {
      // Half a line must not stay in front of the next one.
      await file.handle.truncate(file.bytes).catch(onFault);
      throw error;
    }
    file.bytes += bytes.length;
    head = next;
  };

  /** Before a full file is followed by another, the oldest ones make room. */
  const turnOver = async (): Promise<void> => {
    if (file === null || file.bytes < limits.fileBytesMax) return;
    const files = await auditFiles(folder);
    const leaving = files.slice(0, Math.max(0, files.length + 1 - limits.filesMax));
    if (leaving.length > 0) {
      const last = await lastOf(folder, files, leaving.length);
      const what = last === undefined ? 'unreadable' : removalText(last);
      await writeFacts([auditFact({ event: 'removed', what })]);
      await file.handle.datasync();
      for (const name of leaving) await unlink(join(folder, name));
    }
    await file.handle.datasync();
    await file.handle.close();
    file = null;
  };

  const flush = async (): Promise<void> => {
    const batch = waiting;
    if (batch.length === 0) return;
    waiting = [];
    const missing =
      lost === 0 ? [] : [auditFact({ event: 'entries_lost', outcome: 'unwritten', count: lost })];
    try {
      await turnOver().catch(onFault);
      await writeFacts([...missing, ...batch.map(({ fact }) => fact)]);
      lost = 0;
      if (batch.some(({ isSafe }) => isSafe)) await file?.handle.datasync();
      for (const { settle } of batch) settle(null);
    } catch (error) {
      lost += batch.length;
      onFault(error);
      for (const { settle } of batch) settle(error);
    }
  };
  const inTurn = (task: () => Promise<void>): Promise<void> => {
    const done = writing.then(task);
    writing = done.catch(() => undefined);
    return done;
  };
  const wait = (one: Waiting): void => {
    waiting.push(one);
    inBackground(inTurn(flush), onFault);
  };

  const unheard = { isSafe: false, settle: () => undefined };
  if (end.found !== null) wait({ fact: end.found, ...unheard });
  return {
    append(fact) {
      if (waiting.length < waitingMax) wait({ fact, ...unheard });
      else lost += 1;
    },
    appendSafely: (fact) =>
      new Promise((resolve, reject) => {
        const settle = (error: unknown): void => (error === null ? resolve() : reject(error));
        wait({ fact, isSafe: true, settle });
      }),
    async read(after, count) {
      const lines: AuditLine[] = [];
      for await (const line of readAudit(folder, after)) {
        lines.push(line);
        if (lines.length === count) break;
      }
      return lines;
    },
    close: () =>
      inTurn(async () => {
        await flush();
        await file?.handle.datasync();
        await file?.handle.close();
        file = null;
      }),
  };
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

/** Reads the newest file, cuts a torn last line off, and says where to go on. */
async function findEnd(folder: string): Promise<End> {
  const files = await auditFiles(folder);
  const name = files.at(-1);
  if (name === undefined) return { head: emptyChain, file: null, found: null };
  const path = join(folder, name);
  let head = await lastOfBefore(folder, files);
  let bytes = 0;
  let isFirst = true;
  for await (const { text, position, isWhole } of fileLines(path)) {
    const read = isWhole ? readChainLine(text, isFirst ? null : head) : undefined;
    isFirst = false;
    if (read?.ok) {
      head = read.head;
      bytes = position + Buffer.byteLength(text) + 1;
      continue;
    }
    if (!isWhole) {
      await truncate(path, position);
      const outcome = `${Buffer.byteLength(text)} bytes cut off`;
      const found = auditFact({ event: 'torn_tail', what: name, outcome });
      return { head, file: { name, bytes: position }, found };
    }
    // The file stays as it is, for whoever looks into it; `verify` names the line.
    const what = `${name} at byte ${position}`;
    const found = auditFact({ event: 'damage_found', what, outcome: read?.problem ?? '' });
    return { head: await newestReadable(path, name, head), file: null, found };
  }
  return { head, file: { name, bytes }, found: null };
}

/** The end of the file before the newest: what a newest one without entries goes on from. */
async function lastOfBefore(folder: string, files: readonly string[]): Promise<ChainHead> {
  const name = files.at(-2);
  let head = emptyChain;
  if (name === undefined) return head;
  for await (const { text } of fileLines(join(folder, name))) {
    const read = readChainLine(text, null);
    if (read.ok) head = read.head;
  }
  return head;
}

/** Behind damage: the newest line that can be read by itself, so that no number, and no file, is used twice. */
async function newestReadable(path: string, name: string, head: ChainHead): Promise<ChainHead> {
  const first = BigInt(name.replace(/\D/g, ''));
  let newest: ChainHead = { ...head, number: head.number > first ? head.number : first };
  for await (const { text } of fileLines(path)) {
    const read = readChainLine(text, null);
    if (read.ok && read.head.number > newest.number) newest = read.head;
  }
  return newest;
}
