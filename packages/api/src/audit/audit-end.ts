/** Where the audit log of the last run ends. A crash can only tear the last line, which is cut off and told of. */
import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditFact } from '@trellis/protocol/http-api';
import { auditFact, type ChainHead, emptyChain, readChainLine } from './audit-chain.ts';
import { auditFiles, fileLines } from './audit-folder.ts';

/** The end of the log on disk. */
export interface AuditEnd {
  readonly head: ChainHead;
  /** The file to continue with; `null`: a new one. */
  readonly file: { readonly name: string; readonly bytes: number } | null;
  /** What has to be told of the last run. */
  readonly found: AuditFact | null;
}

/** Reads the newest file, cuts a torn last line off, and says where to continue. */
export async function findAuditEnd(folder: string): Promise<AuditEnd> {
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

/** The end of the file before the newest: what a newest one without entries continues from. */
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
