/**
 * The submissions of a home, in a SQLite database of its own: on disk and synced before anything leaves, and shared by
 * all processes. What runs alone is held by a lock of SQLite's on a second file, which the system frees when its process
 * ends, however it ends; a lock that is a file would stay behind.
 */
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import {
  isOpen,
  type Sender,
  type Submission,
  type SubmissionState,
  type SubmissionStore,
} from '@trellis/client/account';
import type { Hash } from '@trellis/crypto';
import { createFile, makePrivateFolder } from '@trellis/crypto/files';
import { decodeTrusted, encode, signedTransactionCodec, toHeight } from '@trellis/protocol';

export interface SubmissionFile extends SubmissionStore {
  close(): void;
}

/** Whoever waits for a submission submits it again more often than this. */
const abandonedMs = 15_000;

/** How long another process may take to write a record. */
const busyMs = 10_000;

const schema = `
CREATE TABLE IF NOT EXISTS submission (
  id TEXT PRIMARY KEY,
  chain TEXT NOT NULL,
  sender TEXT NOT NULL,
  state TEXT NOT NULL,
  since TEXT NOT NULL,
  idempotency_key TEXT,
  content TEXT NOT NULL,
  changed INTEGER NOT NULL,
  process INTEGER NOT NULL,
  signed BLOB NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS by_state ON submission (chain, sender, state);
CREATE INDEX IF NOT EXISTS by_key ON submission (chain, sender, idempotency_key);
`;

interface Row {
  readonly id: Hash;
  readonly state: SubmissionState;
  readonly since: string;
  readonly idempotency_key: string | null;
  readonly content: Hash;
  readonly changed: number;
  readonly signed: Uint8Array;
}

/** Opens the submissions of a home, and forgets those that ended more than `keepMs` ago. */
export async function openSubmissions(home: string, keepMs: number): Promise<SubmissionFile> {
  const folder = join(home, 'submissions');
  await makePrivateFolder(folder);
  const database = await openPrivate(join(folder, 'submissions.sqlite'), busyMs);
  // The journal's folder is synced too, so that what was written is there after a power cut.
  database.exec('PRAGMA synchronous = EXTRA');
  database.exec(schema);
  const processOf = database.prepare('SELECT process FROM submission WHERE id = ?');
  const insert = database.prepare(
    'INSERT OR REPLACE INTO submission VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  database
    .prepare("DELETE FROM submission WHERE state IN ('final', 'expired', 'failed') AND changed < ?")
    .run(Date.now() - keepMs);

  // Prepared once: the memory of a statement that is dropped comes back only when the heap is collected.
  const prepared = new Map<string, StatementSync>();
  function select(condition: string, ...values: readonly string[]): readonly Submission[] {
    const known = prepared.get(condition);
    const statement = known ?? database.prepare(`SELECT * FROM submission WHERE ${condition}`);
    prepared.set(condition, statement);
    return (statement.all(...values) as unknown as Row[]).map(submissionOf);
  }

  return {
    exclusive: (sender, work, signal) => runAlone(join(folder, lockName(sender)), work, signal),
    async put(submission) {
      writeAll(database, insert, [submission]);
    },
    async putAll(submissions) {
      if (submissions.length > 0) writeAll(database, insert, submissions);
    },
    get: async (id) => select('id = ?', id)[0],
    withKey: async ({ chainId, address }, key) =>
      select('chain = ? AND sender = ? AND idempotency_key = ?', chainId, address, key),
    unsettled: async ({ chainId, address }) =>
      [
        ...select(
          "chain = ? AND sender = ? AND state IN ('signed', 'submitted', 'failed')",
          chainId,
          address,
        ),
      ].sort((a, b) => Number(a.signed.transaction.sequence - b.signed.transaction.sequence)),
    isAbandoned(submission) {
      if (!isOpen(submission) || Date.now() - submission.changed > abandonedMs) return true;
      return !isRunning(Number(processOf.get(submission.id)?.process));
    },
    close: () => database.close(),
  };
}

/** One transaction of SQLite, synced once. */
function writeAll(
  database: DatabaseSync,
  insert: StatementSync,
  submissions: readonly Submission[],
): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    for (const one of submissions) {
      const { id, signed, state, since, idempotencyKey, content, changed } = one;
      const { chainId, sender } = signed.transaction;
      insert.run(
        ...[id, chainId, sender, state, String(since), idempotencyKey, content, changed],
        ...[process.pid, encode(signedTransactionCodec, signed)],
      );
    }
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

function submissionOf(row: Row): Submission {
  const { id, state, since, idempotency_key: idempotencyKey, content, changed } = row;
  const signed = decodeTrusted(signedTransactionCodec, row.signed, `submission ${id}`);
  return { id, signed, state, since: toHeight(BigInt(since)), idempotencyKey, content, changed };
}

const lockName = ({ chainId, address }: Sender): string => `${chainId}-${address}.lock`;

/** SQLite gives its journals the mode of the database. */
async function openPrivate(path: string, timeout: number): Promise<DatabaseSync> {
  await createFile(path, '').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return new DatabaseSync(path, { timeout });
}

/** Runs `work` under the lock of a file. Throws the reason of the signal while it waits for it. */
async function runAlone<T>(
  path: string,
  work: () => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  const lock = await openPrivate(path, 0);
  try {
    while (!takes(lock)) {
      signal?.throwIfAborted();
      // Not all of those who wait look at the same moment.
      await pause(5 + Math.random() * 20);
    }
    return await work();
  } finally {
    // Closing ends the transaction, and with it the lock.
    lock.close();
  }
}

/** SQLITE_BUSY: another connection has it. */
const busyCode = 5;

function takes(lock: DatabaseSync): boolean {
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if (error instanceof Error && 'errcode' in error && error.errcode === busyCode) return false;
    throw error;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
