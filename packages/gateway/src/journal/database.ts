/** The tables of the journal, and statements on them. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';

export const schema = `
CREATE TABLE IF NOT EXISTS chain (id TEXT PRIMARY KEY) STRICT;
CREATE TABLE IF NOT EXISTS file (
  hash TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  received INTEGER NOT NULL,
  message TEXT,
  state TEXT NOT NULL,
  reason TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS message (
  key TEXT PRIMARY KEY,
  file TEXT NOT NULL,
  day TEXT NOT NULL,
  id TEXT NOT NULL,
  number TEXT NOT NULL,
  answer TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS instruction (
  key TEXT NOT NULL,
  position INTEGER NOT NULL,
  end_to_end TEXT NOT NULL,
  uetr TEXT,
  state TEXT NOT NULL,
  content TEXT NOT NULL,
  day TEXT NOT NULL,
  payer TEXT,
  payee TEXT,
  asset TEXT,
  amount TEXT,
  PRIMARY KEY (key, position)
) STRICT;
CREATE INDEX IF NOT EXISTS instruction_by_state ON instruction (state);
CREATE INDEX IF NOT EXISTS instruction_by_id ON instruction (end_to_end);
CREATE INDEX IF NOT EXISTS instruction_by_day ON instruction (day, payer, asset);
CREATE TABLE IF NOT EXISTS answer (
  name TEXT PRIMARY KEY,
  text TEXT NOT NULL,
  made INTEGER NOT NULL,
  written INTEGER
) STRICT;
CREATE TABLE IF NOT EXISTS reported (
  account TEXT NOT NULL,
  asset TEXT NOT NULL,
  height TEXT NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (account, asset)
) STRICT;
CREATE TABLE IF NOT EXISTS received (
  id TEXT PRIMARY KEY,
  end_to_end TEXT,
  uetr TEXT,
  fact TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS hold (
  id TEXT PRIMARY KEY,
  payee TEXT NOT NULL,
  asset TEXT NOT NULL,
  made_by TEXT NOT NULL,
  height TEXT NOT NULL,
  end_to_end TEXT,
  uetr TEXT,
  reference TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS approval (
  key TEXT NOT NULL,
  position INTEGER NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (key, position, content)
) STRICT;
CREATE TABLE IF NOT EXISTS question (
  id TEXT PRIMARY KEY,
  state TEXT NOT NULL,
  made INTEGER NOT NULL,
  content TEXT NOT NULL
) STRICT;
`;

/** Statements that are prepared once, and typed by whoever names their columns. */
export interface Sql {
  all<T>(sql: string, ...values: readonly (string | number | null)[]): readonly T[];
  run(sql: string, ...values: readonly (string | number | null)[]): void;
}

export function sqlOn(database: DatabaseSync): Sql {
  const prepared = new Map<string, StatementSync>();
  const statement = (sql: string): StatementSync => {
    const known = prepared.get(sql) ?? database.prepare(sql);
    prepared.set(sql, known);
    return known;
  };
  return {
    all: <T>(sql: string, ...values: readonly (string | number | null)[]) =>
      statement(sql).all(...values) as unknown as readonly T[],
    run(sql, ...values) {
      statement(sql).run(...values);
    },
  };
}
