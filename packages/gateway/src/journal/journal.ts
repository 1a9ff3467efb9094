/**
 * What the gateway knows and has promised, in one SQLite database: files, their instructions, the answers that are owed, and
 * how far accounts were reported. What belongs together is one transaction, synced; so after a kill at any moment an
 * instruction has one state, and an answer is either owed with its bytes or not made yet.
 */
import { DatabaseSync } from 'node:sqlite';
import { CodedError } from '@trellis/crypto/coded-error';
import { createFile } from '@trellis/crypto/files';
import { type Sql, schema, sqlOn } from './database.ts';
import { advance, type InstructionEvent, type InstructionState } from './instruction-state.ts';

const busyMs = 10_000;

/** The journal is not as it has to be. */
export class JournalError extends CodedError<'illegal_step' | 'not_known' | 'other_chain'> {}

export interface FileRecord {
  readonly hash: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly received: number;
  /** The key of its message, once it was read. */
  readonly message: string | null;
  readonly state: 'open' | 'done' | 'quarantined';
  readonly reason: string | null;
}

export interface MessageRecord {
  readonly key: string;
  /** SHA-256 of the file that it came in. */
  readonly file: string;
  readonly day: string;
  /** Such as `pain.001.001.09`. */
  readonly id: string;
  /** As its sender calls it. */
  readonly number: string;
  /** The name of its last answer, once all of it was decided. */
  readonly answer: string | null;
}

/** What an instruction pays, once it was planned. */
export interface PlannedFacts {
  readonly payer: string;
  readonly payee: string;
  readonly asset: string;
  readonly amount: bigint;
}

export interface InstructionRecord {
  readonly key: string;
  readonly position: number;
  readonly endToEnd: string;
  readonly uetr: string | null;
  readonly state: InstructionState;
}

export interface Answer {
  readonly name: string;
  readonly text: string;
}

interface Question {
  readonly id: string;
  readonly state: 'open' | 'answered';
  readonly made: number;
  readonly content: string;
}

export interface ReceivedRecord {
  readonly id: string;
  readonly endToEnd: string | null;
  readonly uetr: string | null;
  readonly fact: string;
}

/** A hold for a served account. */
export interface HoldRow {
  readonly id: string;
  readonly payee: string;
  readonly asset: string;
  /** The transaction that made it, and its block. */
  readonly madeBy: string;
  readonly height: string;
  readonly endToEnd: string | null;
  readonly uetr: string | null;
  /** What it is for, as JSON; `null` if it is for no file's transfer. */
  readonly reference: string | null;
}

export type Journal = ReturnType<typeof journalOn>;

/** Opens the journal; what it writes is synced. */
export async function openJournal(path: string): Promise<Journal> {
  await createFile(path, '').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  const database = new DatabaseSync(path, { timeout: busyMs });
  database.exec('PRAGMA synchronous = EXTRA');
  database.exec(schema);
  return journalOn(database);
}

const holdColumns =
  'id, payee, asset, made_by AS madeBy, height, end_to_end AS endToEnd, uetr, reference';
const columns = 'key, position, end_to_end AS endToEnd, uetr, content AS state';

function journalOn(database: DatabaseSync) {
  const sql = sqlOn(database);
  return {
    /** All that `work` writes is written, or nothing of it. */
    together<T>(work: () => T): T {
      database.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        database.exec('COMMIT');
        return result;
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    },
    /** What it knows is of one chain. Throws `JournalError` for another: its blocks have the same heights. */
    bindTo(chain: string): void {
      const [bound] = sql.all<{ readonly id: string }>('SELECT id FROM chain');
      if (bound === undefined) sql.run('INSERT INTO chain VALUES (?)', chain);
      else if (bound.id !== chain) {
        throw new JournalError(
          'other_chain',
          `the journal is of the chain ${bound.id}, and the node of ${chain}: name that node, or begin in a new folder`,
        );
      }
    },
    ...fileRecords(sql),
    ...instructionRecords(sql),
    ...decisionRecords(sql),
    ...answerRecords(sql),
    ...incomingRecords(sql),
    close: () => database.close(),
  };
}

function fileRecords({ all, run }: Sql) {
  return {
    file: (hash: string) => all<FileRecord>('SELECT * FROM file WHERE hash = ?', hash)[0],
    openFiles: () => all<FileRecord>("SELECT * FROM file WHERE state = 'open' ORDER BY received"),
    putFile({ hash, name, received, message, state, reason }: FileRecord): void {
      run(
        'INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?, ?)',
        ...[hash, name, received, message, state, reason],
      );
    },
    message: (key: string) => all<MessageRecord>('SELECT * FROM message WHERE key = ?', key)[0],
    messagesCalled: (number: string) =>
      all<MessageRecord>('SELECT * FROM message WHERE number = ?', number),
    putMessage({ key, file, day, id, number, answer }: MessageRecord): void {
      run(
        'INSERT OR REPLACE INTO message VALUES (?, ?, ?, ?, ?, ?)',
        ...[key, file, day, id, number, answer],
      );
    },
  };
}

function instructionRecords({ all, run }: Sql) {
  const instructions = (where: string, ...values: readonly (string | number)[]) =>
    all<Omit<InstructionRecord, 'state'> & { readonly state: string }>(
      `SELECT ${columns} FROM instruction WHERE ${where} ORDER BY key, position`,
      ...values,
    ).map((row): InstructionRecord => ({ ...row, state: parseState(row.state) }));
  return {
    instructionsOf: (key: string) => instructions('key = ?', key),
    instructionsCalled: (endToEnd: string) => instructions('end_to_end = ?', endToEnd),
    instructionsIn: (state: InstructionState['type']) => instructions('state = ?', state),
    addInstruction(
      key: string,
      position: number,
      named: { endToEnd: string; uetr: string | null; day: string },
    ): void {
      const state: InstructionState = { type: 'received' };
      run(
        'INSERT OR IGNORE INTO instruction VALUES (?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL, NULL)',
        ...[key, position, named.endToEnd, named.uetr, state.type, stateText(state), named.day],
      );
    },
    /** Throws `JournalError` for a step that can't follow. */
    step(
      key: string,
      position: number,
      event: InstructionEvent,
      facts?: PlannedFacts,
    ): InstructionState {
      const [before] = instructions('key = ? AND position = ?', key, position);
      if (before === undefined) throw new JournalError('not_known', `${key} has no ${position}`);
      const after = advance(before.state, event);
      if (after === undefined) {
        throw new JournalError(
          'illegal_step',
          `instruction ${position} of ${key} is ${before.state.type}, so no ${event.type} can follow`,
        );
      }
      run(
        'UPDATE instruction SET state = ?, content = ? WHERE key = ? AND position = ?',
        ...[after.type, stateText(after), key, position],
      );
      if (facts !== undefined) {
        run(
          'UPDATE instruction SET payer = ?, payee = ?, asset = ?, amount = ? WHERE key = ? AND position = ?',
          ...[facts.payer, facts.payee, facts.asset, String(facts.amount), key, position],
        );
      }
      return after;
    },
    /** The payments of an account that were released on a day, and neither rejected nor given back since. */
    releasedOn(day: string, payer: string, asset: string) {
      const rows = all<{ readonly payee: string; readonly amount: string }>(
        "SELECT payee, amount FROM instruction WHERE day = ? AND payer = ? AND asset = ? AND state IN ('released', 'reserved', 'final')",
        ...[day, payer, asset],
      );
      return rows.map(({ payee, amount }) => ({ payee, amount: BigInt(amount) }));
    },
  };
}

function answerRecords({ all, run }: Sql) {
  return {
    /** Of one name the first alone is kept. */
    owe({ name, text }: Answer): void {
      run('INSERT OR IGNORE INTO answer VALUES (?, ?, ?, NULL)', name, text, Date.now());
    },
    answer: (name: string) => all<Answer>('SELECT name, text FROM answer WHERE name = ?', name)[0],
    owed: () =>
      all<Answer>('SELECT name, text FROM answer WHERE written IS NULL ORDER BY made, name'),
    /** Those that were made because of a file. */
    answersOf: (hash: string) =>
      all<{ readonly name: string }>(
        'SELECT name FROM answer WHERE instr(name, ?) > 0',
        hash.slice(0, 8),
      ).map(({ name }) => name),
    oweAgain(names: readonly string[]): void {
      for (const name of names) run('UPDATE answer SET written = NULL WHERE name = ?', name);
    },
    noteWritten(name: string): void {
      run('UPDATE answer SET written = ? WHERE name = ?', Date.now(), name);
    },
  };
}

function incomingRecords({ all, run }: Sql) {
  return {
    reportedUpTo(account: string, asset: string): EntryMark | undefined {
      const [row] = all<{ readonly height: string; readonly position: number }>(
        'SELECT height, position FROM reported WHERE account = ? AND asset = ?',
        ...[account, asset],
      );
      return row && { height: BigInt(row.height), position: row.position };
    },
    noteReported(account: string, asset: string, { height, position }: EntryMark): void {
      run(
        'INSERT OR REPLACE INTO reported VALUES (?, ?, ?, ?)',
        ...[account, asset, String(height), position],
      );
    },
    putReceived({ id, endToEnd, uetr, fact }: ReceivedRecord): void {
      run('INSERT OR IGNORE INTO received VALUES (?, ?, ?, ?)', id, endToEnd, uetr, fact);
    },
    putHold({ id, payee, asset, madeBy, height, endToEnd, uetr, reference }: HoldRow): void {
      run(
        'INSERT OR IGNORE INTO hold VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        ...[id, payee, asset, madeBy, height, endToEnd, uetr, reference],
      );
    },
    hold: (id: string) => all<HoldRow>(`SELECT ${holdColumns} FROM hold WHERE id = ?`, id)[0],
    holdsCalled: (endToEnd: string | null, uetr: string | null) =>
      all<HoldRow>(
        `SELECT ${holdColumns} FROM hold WHERE end_to_end = ? OR uetr = ?`,
        ...[endToEnd, uetr],
      ),
    received: (endToEnd: string | null, uetr: string | null) =>
      all<ReceivedRecord>(
        'SELECT id, end_to_end AS endToEnd, uetr, fact FROM received WHERE end_to_end = ? OR uetr = ?',
        ...[endToEnd, uetr],
      ),
  };
}

/** What persons decide. */
function decisionRecords({ all, run }: Sql) {
  return {
    approvalsOf: (key: string) =>
      all<{ readonly position: number; readonly content: string }>(
        'SELECT position, content FROM approval WHERE key = ?',
        key,
      ),
    approve(key: string, position: number, content: string): void {
      run('INSERT OR IGNORE INTO approval VALUES (?, ?, ?)', key, position, content);
    },
    /** What a held instruction pays. */
    factsOf(key: string, position: number): PlannedFacts | undefined {
      const [row] = all<Omit<PlannedFacts, 'amount'> & { readonly amount: string | null }>(
        'SELECT payer, payee, asset, amount FROM instruction WHERE key = ? AND position = ?',
        ...[key, position],
      );
      return row?.amount ? { ...row, amount: BigInt(row.amount) } : undefined;
    },
    questions: () => all<Question>('SELECT * FROM question ORDER BY made, id'),
    question: (id: string) => all<Question>('SELECT * FROM question WHERE id = ?', id)[0],
    ask({ id, made, content }: Omit<Question, 'state'>): void {
      run("INSERT OR IGNORE INTO question VALUES (?, 'open', ?, ?)", id, made, content);
    },
    answerQuestion(id: string, content: string): void {
      run("UPDATE question SET state = 'answered', content = ? WHERE id = ?", content, id);
    },
  };
}

interface EntryMark {
  readonly height: bigint;
  readonly position: number;
}

const stateText = (state: InstructionState): string =>
  JSON.stringify(state, (_name, value) => (typeof value === 'bigint' ? String(value) : value));

/** What this file has written itself. */
const parseState = (text: string): InstructionState =>
  JSON.parse(text, (name, value) => (name === 'height' ? BigInt(value) : value));
