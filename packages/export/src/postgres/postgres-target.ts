/**
 * Tables of PostgreSQL. Rows and position are written in one transaction, which locks the position's row: another export
 * into the same tables waits, and then finds that they are not where it began.
 */
import type { Hash } from '@trellis/crypto';
import type { AssetCode } from '@trellis/protocol';
import type postgres from 'postgres';
import { ExportError } from '../export-error.ts';
import { type Position, positionText, readPosition } from '../position.ts';
import type { Rows } from '../rows.ts';
import type { ExportTarget, StoredTotals } from '../target.ts';
import { createTables } from './create-tables.ts';

type Connection = postgres.Sql;
/** A connection, or a transaction on it. */
type Sql = postgres.ISql;

/** So many rows in one statement; a statement has 65,534 parameters at most. */
const rowsAtOnce = 1_000;

/**
 * Connects, as `url` or the variables of libpq (PGHOST, PGUSER, PGPASSWORD, …) say, and makes the tables if they are not there.
 * Throws `ExportError` `no_database`.
 */
export async function openPostgresTarget(url: string | undefined): Promise<ExportTarget> {
  const { default: connect } = await import('postgres');
  const options = { max: 1, onnotice: () => undefined, connect_timeout: 15 } as const;
  const sql = url === undefined ? connect(options) : connect(url, options);
  const target = targetOn(sql);
  try {
    await usingDatabase(target.name, async () => {
      await requireUnicode(sql);
      await createTables(sql);
    });
  } catch (error) {
    await sql.end({ timeout: 5 });
    throw error;
  }
  return target;
}

/** Throws `ExportError` for what a server says: `export_not_readable` for rows that are there already, else `no_database`. */
async function usingDatabase<T>(name: string, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (error) {
    if (error instanceof ExportError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    if (error instanceof Error && 'code' in error && error.code === uniqueViolation) {
      const again = 'drop its schema "trellis", or give another database';
      throw new ExportError(
        'export_not_readable',
        `${name} has rows that its position does not tell of (${why}); ${again}`,
      );
    }
    throw new ExportError('no_database', `the database ${name} can’t be used: ${why}`);
  }
}

/** Of PostgreSQL's codes, appendix A of its manual. */
const uniqueViolation = '23505';

/** Memos have any character: a database of a smaller set would take the chain up to the first that it has not. */
async function requireUnicode(sql: Connection): Promise<void> {
  const [row] = await sql<{ server_encoding: string }[]>`SHOW server_encoding`;
  if (row?.server_encoding === 'UTF8') return;
  throw new Error(`its encoding is ${row?.server_encoding}; make one with ENCODING 'UTF8'`);
}

function targetOn(sql: Connection): ExportTarget {
  const name = `${sql.options.host}/${sql.options.database}`;
  return {
    name,
    async position(genesisHash: Hash) {
      const text = await usingDatabase(name, () => storedPosition(sql));
      return text === null ? null : readPosition(text, genesisHash, name);
    },
    append: (from, rows, to) => usingDatabase(name, () => append(sql, name, from, rows, to)),
    totals: () => usingDatabase(name, () => storedTotals(sql)),
    supply: (asset, height) => usingDatabase(name, () => storedSupply(sql, asset, height)),
    close: () => sql.end({ timeout: 5 }),
  };
}

async function append(
  sql: Connection,
  name: string,
  from: Position | null,
  rows: Rows,
  to: Position,
): Promise<void> {
  await sql.begin(async (transaction) => {
    // One position, made by the first append: the lock is on the table, as there may be no row yet.
    await transaction`LOCK TABLE trellis.position IN EXCLUSIVE MODE`;
    if ((await storedPosition(transaction)) !== (from && positionText(from))) {
      throw new ExportError(
        'export_taken',
        `${name} has grown meanwhile: another export writes into it`,
      );
    }
    await insertRows(transaction, rows);
    await transaction`DELETE FROM trellis.position`;
    await transaction`INSERT INTO trellis.position (position) VALUES (${positionText(to)})`;
  });
}

async function storedPosition(sql: Sql): Promise<string | null> {
  const [row] = await sql<{ position: string }[]>`SELECT position FROM trellis.position`;
  return row?.position ?? null;
}

async function insertRows(sql: Sql, { blocks, transactions, movements }: Rows): Promise<void> {
  const timed = blocks.map(({ time, ...row }) => ({ ...plain(row), time: new Date(Number(time)) }));
  for (const some of pieces(timed)) await sql`INSERT INTO trellis.blocks ${sql(some)}`;
  for (const some of pieces(transactions.map(plain))) {
    await sql`INSERT INTO trellis.transactions ${sql(some)}`;
  }
  for (const some of pieces(movements.map(plain))) {
    await sql`INSERT INTO trellis.movements ${sql(some)}`;
  }
}

/** Whole numbers of any size as digits, which the server reads. */
function plain(row: object): Record<string, string | number | null> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'bigint' ? String(value) : value,
    ]),
  );
}

function* pieces<T>(rows: readonly T[]): Generator<T[]> {
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    yield rows.slice(from, from + rowsAtOnce);
  }
}

async function storedTotals(sql: Sql): Promise<StoredTotals> {
  const [blocks] = await sql`
    SELECT count(*) AS blocks, coalesce(min(height), 0) AS first, coalesce(max(height), 0) AS last,
           coalesce(sum(transactions), 0) AS named
    FROM trellis.blocks`;
  const [transactions] = await sql`
    SELECT count(DISTINCT transaction_id) AS transactions FROM trellis.transactions`;
  return {
    blocks: BigInt(blocks?.blocks),
    firstBlock: BigInt(blocks?.first),
    lastBlock: BigInt(blocks?.last),
    namedTransactions: BigInt(blocks?.named),
    transactions: BigInt(transactions?.transactions),
  };
}

async function storedSupply(sql: Sql, asset: AssetCode, height: bigint): Promise<bigint> {
  const [row] = await sql`
    SELECT coalesce(sum(amount) FILTER (WHERE from_place = 'supply'), 0)
         - coalesce(sum(amount) FILTER (WHERE to_place = 'supply'), 0) AS supply
    FROM trellis.movements WHERE asset = ${asset} AND height <= ${String(height)}`;
  return BigInt(row?.supply);
}
