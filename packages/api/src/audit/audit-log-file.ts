/** The audit log of a running node: facts wait in turn, and are written to files, appended to and never changed. */
import { makePrivateFolder } from '@trellis/crypto/files';
import { type AuditLog, type Clock, inBackground } from '@trellis/engine';
import type { AuditFact, AuditLine } from '@trellis/protocol/http-api';
import PQueue from 'p-queue';
import { auditFact } from './audit-chain.ts';
import { findAuditEnd } from './audit-end.ts';
import { readAudit } from './audit-folder.ts';
import { type AuditLimits, type AuditWriter, openAuditWriter } from './audit-writer.ts';

/** Facts that wait to be written; those beyond are counted as lost. */
const waitingMax = 10_000;

interface Waiting {
  readonly fact: AuditFact;
  /** Whether somebody waits until it would survive a power cut. */
  readonly isSafe: boolean;
  readonly settle: (error: unknown) => void;
}

interface State {
  readonly writer: AuditWriter;
  readonly onFault: (error: unknown) => void;
  waiting: Waiting[];
  lost: number;
  /** One write at a time. */
  readonly writes: PQueue;
}

/** Opens the log of a folder, which is made if it is missing. `onFault` is told what can't be written. */
export async function openAuditLog(
  folder: string,
  limits: AuditLimits,
  clock: Clock,
  onFault: (error: unknown) => void,
): Promise<AuditLog> {
  await makePrivateFolder(folder);
  const end = await findAuditEnd(folder);
  const writer = await openAuditWriter({ folder, limits, now: () => clock.now(), onFault }, end);
  const state: State = {
    writer,
    onFault,
    waiting: [],
    lost: 0,
    writes: new PQueue({ concurrency: 1 }),
  };
  const unheard = { isSafe: false, settle: () => undefined };
  if (end.found !== null) wait(state, { fact: end.found, ...unheard });
  return {
    append(fact) {
      if (state.waiting.length < waitingMax) wait(state, { fact, ...unheard });
      else state.lost += 1;
    },
    appendSafely: (fact) =>
      new Promise((resolve, reject) => {
        const settle = (error: unknown): void => (error === null ? resolve() : reject(error));
        wait(state, { fact, isSafe: true, settle });
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
      state.writes.add(async () => {
        await flush(state);
        await writer.close();
      }),
  };
}

function wait(state: State, one: Waiting): void {
  state.waiting.push(one);
  inBackground(
    state.writes.add(() => flush(state)),
    state.onFault,
  );
}

async function flush(state: State): Promise<void> {
  const { writer, onFault, waiting: batch } = state;
  if (batch.length === 0) return;
  state.waiting = [];
  const missing = state.lost === 0 ? [] : [lostEntries(state.lost)];
  try {
    await writer.turnOver().catch(onFault);
    await writer.write([...missing, ...batch.map(({ fact }) => fact)]);
    state.lost = 0;
    if (batch.some(({ isSafe }) => isSafe)) await writer.sync();
    for (const { settle } of batch) settle(null);
  } catch (error) {
    state.lost += batch.length;
    onFault(error);
    for (const { settle } of batch) settle(error);
  }
}

function lostEntries(count: number): AuditFact {
  return auditFact({ event: 'entries_lost', outcome: 'unwritten', count });
}
