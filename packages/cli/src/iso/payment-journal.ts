/**
 * What became of the transfers of a message, in a SQLite database of the home: so that a message is paid once however
 * often it is run, a message of the same number with another content is refused, and the answer is the first one.
 */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createFile, makePrivateFolder } from '@trellis/crypto/files';
import type { TransferOutcome } from '@trellis/iso20022';

/** How long another process may take to write. */
const busyMs = 10_000;

const schema = `
CREATE TABLE IF NOT EXISTS message (
  key TEXT PRIMARY KEY,
  file TEXT NOT NULL,
  day TEXT NOT NULL,
  begun INTEGER NOT NULL,
  answer TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS outcome (
  key TEXT NOT NULL,
  position INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  PRIMARY KEY (key, position)
) STRICT;
`;

interface JournalMessage {
  /** SHA-256 of the file. */
  readonly file: string;
  /** The business day on which it was begun, which stays that of its rules. */
  readonly day: string;
  /** Milliseconds since 1970. */
  readonly begun: number;
  /** Once all of it was handled. */
  readonly answer: string | null;
}

export interface PaymentJournal {
  /** What is known of a message. */
  find(key: string): JournalMessage | undefined;
  /** Writes a message down, unless it is there; what stands there then. */
  begin(key: string, message: Omit<JournalMessage, 'answer'>): JournalMessage;
  outcomes(key: string): ReadonlyMap<number, TransferOutcome>;
  note(key: string, outcomes: ReadonlyMap<number, TransferOutcome>): void;
  finish(key: string, answer: string): void;
  close(): void;
}

/** Opens the journal of a home; what it writes is synced. */
export async function openJournal(home: string): Promise<PaymentJournal> {
  const folder = join(home, 'iso20022');
  await makePrivateFolder(folder);
  const path = join(folder, 'payments.sqlite');
  await createFile(path, '').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  const database = new DatabaseSync(path, { timeout: busyMs });
  database.exec('PRAGMA synchronous = EXTRA');
  database.exec(schema);
  const find = (key: string): JournalMessage | undefined => {
    const row = database
      .prepare('SELECT file, day, begun, answer FROM message WHERE key = ?')
      .get(key);
    // The table has these columns, of these types.
    return row as unknown as JournalMessage | undefined;
  };
  return {
    find,
    begin(key, { file, day, begun }) {
      database
        .prepare('INSERT OR IGNORE INTO message VALUES (?, ?, ?, ?, NULL)')
        .run(key, file, day, begun);
      return find(key) ?? { file, day, begun, answer: null };
    },
    outcomes: (key) => readOutcomes(database, key),
    note: (key, outcomes) => writeOutcomes(database, key, outcomes),
    finish(key, answer) {
      database.prepare('UPDATE message SET answer = ? WHERE key = ?').run(answer, key);
    },
    close: () => database.close(),
  };
}

function readOutcomes(database: DatabaseSync, key: string): ReadonlyMap<number, TransferOutcome> {
  const rows = database.prepare('SELECT position, outcome FROM outcome WHERE key = ?').all(key);
  return new Map(
    rows.map(({ position, outcome }) => [Number(position), parseOutcome(String(outcome))]),
  );
}

/** What this file has written itself. */
function parseOutcome(text: string): TransferOutcome {
  return JSON.parse(text, (name, value) => (name === 'height' ? BigInt(value) : value));
}

function writeOutcomes(
  database: DatabaseSync,
  key: string,
  outcomes: ReadonlyMap<number, TransferOutcome>,
): void {
  const insert = database.prepare('INSERT OR IGNORE INTO outcome VALUES (?, ?, ?)');
  database.exec('BEGIN IMMEDIATE');
  try {
    for (const [position, outcome] of outcomes) {
      const text = JSON.stringify(outcome, (_name, value) =>
        typeof value === 'bigint' ? String(value) : value,
      );
      insert.run(key, position, text);
    }
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}
