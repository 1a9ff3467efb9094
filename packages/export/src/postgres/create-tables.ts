/** The tables of an export in PostgreSQL. */
import type postgres from 'postgres';

/**
 * Makes them in the schema `trellis`, unless they are there. The primary keys alone would refuse a row that comes twice.
 * `operations` is `json`: `jsonb` refuses a character that a memo may have had in the first version of the protocol.
 */
export async function createTables(sql: postgres.Sql): Promise<void> {
  // Even `IF NOT EXISTS` asks for the right to make them, which a user that only writes has not.
  const [made] = await sql`SELECT to_regclass('trellis.movements') AS last`;
  if (made?.last) return;
  await sql.unsafe(`
    CREATE SCHEMA IF NOT EXISTS trellis;
    CREATE TABLE IF NOT EXISTS trellis.position (position text NOT NULL);
    CREATE TABLE IF NOT EXISTS trellis.blocks (
      height bigint PRIMARY KEY,
      block_id text NOT NULL UNIQUE,
      previous_block_id text NOT NULL,
      time timestamptz NOT NULL,
      proposer text NOT NULL,
      transactions integer NOT NULL,
      state_root text NOT NULL
    );
    CREATE TABLE IF NOT EXISTS trellis.transactions (
      height bigint NOT NULL REFERENCES trellis.blocks,
      position integer NOT NULL,
      transaction_id text NOT NULL UNIQUE,
      sender text NOT NULL,
      sequence numeric(20) NOT NULL,
      status text NOT NULL,
      failed_operation integer,
      fee numeric(39) NOT NULL,
      memo text NOT NULL,
      operations json NOT NULL,
      PRIMARY KEY (height, position)
    );
    CREATE INDEX IF NOT EXISTS transactions_sender ON trellis.transactions (sender);
    CREATE TABLE IF NOT EXISTS trellis.movements (
      height bigint NOT NULL,
      line integer NOT NULL,
      transaction_id text REFERENCES trellis.transactions (transaction_id),
      kind text NOT NULL,
      from_place text NOT NULL,
      from_account text,
      to_place text,
      to_account text,
      asset text,
      amount numeric(39) NOT NULL,
      PRIMARY KEY (height, line)
    );
    CREATE INDEX IF NOT EXISTS movements_from ON trellis.movements (from_account, asset);
    CREATE INDEX IF NOT EXISTS movements_to ON trellis.movements (to_account, asset);`);
}
