/** The gateway's loop: takes files in, handles those that are open, writes what is owed, and tells of what came in. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { answerVersion } from './config/gateway-config.ts';
import {
  archivedName,
  fileHash,
  filesIn,
  moveFile,
  safeName,
  wholeFiles,
  writeOut,
} from './files/folders.ts';
import { readBankFile } from './files/read-file.ts';
import { reportEndOfDay } from './handling/end-of-day.ts';
import { handlePayments, rejectFile } from './handling/handle-payments.ts';
import { handleRequest } from './handling/handle-request.ts';
import { reportIncoming } from './handling/report-incoming.ts';
import { noteHolds } from './holds/note-holds.ts';
import type { FileRecord } from './journal/journal.ts';
import type { GatewayParts, Handled } from './setup/gateway-parts.ts';

/** After an error that is none of a file's: the node is away, or the disk is full. */
const retryMs = 2_000;

/** When an open file is looked at again, in milliseconds since 1970, and what it waits for. */
type Due = Map<string, { readonly at: number; readonly on: 'ledger' | 'decision' }>;

/** Runs until the signal is given, or once until nothing is left to do. What goes wrong is logged, and tried again. */
export async function runGateway(
  parts: GatewayParts,
  { isOnce }: { readonly isOnce: boolean },
): Promise<void> {
  const { config, signal } = parts;
  const due: Due = new Map();
  while (!signal.aborted) {
    const isWell = await turn(parts, due);
    if (isOnce && isWell && (await isIdle(parts, due))) return;
    await pause(isWell ? config.pollMs : retryMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Whether the inbox is empty, and what is open waits for somebody to decide. */
async function isIdle({ folders, journal }: GatewayParts, due: Due): Promise<boolean> {
  const isDecisive = journal.openFiles().every(({ hash }) => due.get(hash)?.on === 'decision');
  return isDecisive && (await filesIn(folders.inbox)).length === 0;
}

/** One look at everything; whether all of it went well. */
async function turn(parts: GatewayParts, due: Due): Promise<boolean> {
  const { journal, served } = parts;
  const steps: readonly (readonly [string, () => Promise<void>])[] = [
    ['intake', () => takeIn(parts, due)],
    ...journal
      .openFiles()
      .map(
        (file) => [`file ${file.hash.slice(0, 16)}`, () => handleFile(parts, file, due)] as const,
      ),
    ['outbox', () => deliver(parts)],
    ...served.map((one) => ['holds', () => noteHolds(parts, one)] as const),
    ...served.map((one) => ['incoming', () => reportIncoming(parts, one)] as const),
    ['end of day', () => reportEndOfDay(parts)],
    ['outbox', () => deliver(parts)],
  ];
  let isWell = true;
  for (const [name, step] of steps) {
    if (parts.signal.aborted) return isWell;
    isWell = (await attempt(parts, name, step)) && isWell;
  }
  return isWell;
}

async function attempt(
  { log, metrics, signal }: GatewayParts,
  name: string,
  step: () => Promise<void>,
): Promise<boolean> {
  try {
    await step();
    return true;
  } catch (error) {
    if (signal.aborted) return true;
    metrics.count('trellis_gateway_errors_total');
    const { code = 'none' } = error as { readonly code?: string };
    // Messages of errors may quote what files say.
    log('error', 'step_failed', { step: name, error: (error as Error).name, code });
    return false;
  }
}

/** Takes whole files out of the inbox: first written down, then moved, so that none is lost or done twice. */
async function takeIn(parts: GatewayParts, due: Due): Promise<void> {
  const { folders, journal, metrics, now, log } = parts;
  for (const name of await wholeFiles(folders.inbox, now())) {
    const path = join(folders.inbox, name);
    const hash = await fileHash(path);
    const known = journal.file(hash);
    const archived = archivedName(hash, known?.name ?? name);
    if (known === undefined) {
      const received = now();
      const file = { hash, name: safeName(name), received, message: null, reason: null };
      journal.putFile({ ...file, state: 'open' });
      metrics.count('trellis_gateway_files_total');
      log('info', 'file_taken', { file: hash });
    } else if (known.state === 'done') {
      repeatAnswer(parts, known);
    }
    due.delete(hash);
    await moveFile(path, folders.archive, archived);
  }
}

/** A file that came again gets its first answer again, byte for byte. */
function repeatAnswer({ journal, log }: GatewayParts, file: FileRecord): void {
  journal.oweAgain(journal.answersOf(file.hash));
  log('info', 'file_repeated', { file: file.hash });
}

async function handleFile(parts: GatewayParts, file: FileRecord, due: Due): Promise<void> {
  const { now, log, folders, journal } = parts;
  if ((due.get(file.hash)?.at ?? 0) > now()) return;
  const began = now();
  const path = join(folders.archive, archivedName(file.hash, file.name));
  const handled = await handleContent(parts, file, path).catch((error: unknown) => {
    tellIfStuck(parts, file);
    throw error;
  });
  switch (handled.type) {
    case 'done':
      journal.putFile({ ...file, state: 'done' });
      log('info', 'file_done', { file: file.hash, ms: now() - file.received });
      return;
    case 'poison':
      await quarantine(parts, file, path, handled.reason);
      return;
    case 'waits':
      // A large file that waits must not keep the gateway busy with looking at it.
      due.set(file.hash, { at: now() + Math.max(handled.ms, now() - began), on: handled.on });
      tellIfStuck(parts, file);
  }
}

/** Whatever it waits for: payments without an outcome, a person, or a node that does not answer. */
function tellIfStuck({ now, log, config }: GatewayParts, file: FileRecord): void {
  const ms = now() - file.received;
  if (ms > config.stuckMinutes * 60_000) log('error', 'file_stuck', { file: file.hash, ms });
}

async function handleContent(
  parts: GatewayParts,
  file: FileRecord,
  path: string,
): Promise<Handled> {
  const { config, schemas } = parts;
  const day = new Date(file.received).toISOString().slice(0, 10);
  const rules = {
    ...{ today: day, characters: config.characters, documents: config.sealing !== 'never' },
    addresses: config.structuredAddresses ? ('structured' as const) : ('any' as const),
  };
  const read = await readBankFile(path, { rules, variants: config.variants, schemas });
  const { id, file: transfers } = read.reading;
  const answerId = id === undefined ? undefined : answerVersion(config, id);
  if (answerId === undefined) {
    if (id !== undefined) return handleRequest(parts, file, path);
    const [first] = read.findings;
    return { type: 'poison', reason: first?.message ?? 'it is no message that is read here' };
  }
  if (transfers === undefined || read.bySchema === 'invalid') {
    rejectFile(parts, file, read, answerId);
    return { type: 'done' };
  }
  return handlePayments(parts, file, read, transfers, day);
}

/** Nobody can answer it: a person has to look, and finds the reason beside it. */
async function quarantine(
  { folders, journal, metrics, log }: GatewayParts,
  file: FileRecord,
  path: string,
  reason: string,
): Promise<void> {
  const name = archivedName(file.hash, file.name);
  await writeOut(folders.quarantine, `${name}.reason.txt`, `${reason}\n`);
  const isThere = (await readdir(folders.archive)).includes(name);
  if (isThere) await moveFile(path, folders.quarantine, name);
  journal.putFile({ ...file, state: 'quarantined', reason });
  metrics.count('trellis_gateway_quarantined_total');
  log('warn', 'file_quarantined', { file: file.hash });
}

/** Writes what is owed; an answer that was written and not noted is written again, the same. */
async function deliver({ folders, journal, metrics }: GatewayParts): Promise<void> {
  for (const { name, text } of journal.owed()) {
    await writeOut(folders.outbox, name, text);
    journal.noteWritten(name);
    metrics.count('trellis_gateway_answers_total');
  }
}
