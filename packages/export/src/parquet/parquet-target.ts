/**
 * A folder of Parquet files. Each append makes a folder of its own beside the others and renames it, which the file
 * system does whole or not at all; which of these folders there are is how far the export is.
 */
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makePrivateFolder } from '@trellis/crypto/files';
import type { AssetCode } from '@trellis/protocol';
import { ExportError } from '../export-error.ts';
import { type Position, positionText, readPosition } from '../position.ts';
import type { Rows } from '../rows.ts';
import type { ExportTarget, StoredTotals } from '../target.ts';
import { checksumFile, checksumLine, checksumText } from './checksums.ts';
import { columnData, type TableName, tableNames } from './columns.ts';

const positionFile = 'position.json';
const fileOf = (name: TableName): string => `${name}.parquet`;
const partName = /^from-\d{12}$/;
const unfinishedName = /^\.unfinished-/;
/** Both sides of one rename: names sort as heights do. */
const partOf = (from: bigint): string => `from-${String(from).padStart(12, '0')}`;

/** Makes the folder, for its owner alone, if it is not there. */
export async function openParquetTarget(folder: string): Promise<ExportTarget> {
  await makePrivateFolder(folder);
  return {
    name: folder,
    async position(genesisHash) {
      const last = (await partsOf(folder)).at(-1);
      if (last === undefined) return null;
      const path = join(folder, last, positionFile);
      return readPosition(await readWhole(path), genesisHash, path);
    },
    append: (from, rows, to) => append(folder, from, rows, to),
    totals: () => storedTotals(folder),
    supply: (asset, height) => storedSupply(folder, asset, height),
    close: () => Promise.resolve(),
  };
}

async function append(
  folder: string,
  from: Position | null,
  rows: Rows,
  to: Position,
): Promise<void> {
  const begin = from === null ? 0n : from.height + 1n;
  const before = (await partsOf(folder)).at(-1);
  const expected =
    before === undefined ? null : await readWhole(join(folder, before, positionFile));
  if (expected !== (from === null ? null : positionText(from))) throw taken(folder);
  await removeUnfinished(folder);
  try {
    await rename(await writePart(folder, rows, to), join(folder, partOf(begin)));
  } catch (error) {
    // Another export was first, or took what this one is writing for what an ended one has left.
    const { code } = error as NodeJS.ErrnoException;
    throw code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'ENOENT' ? taken(folder) : error;
  }
  await syncFolder(folder);
}

/** Gives the folder, which has no name of a part yet. */
async function writePart(folder: string, rows: Rows, to: Position): Promise<string> {
  const unfinished = join(folder, `.unfinished-${process.pid}`);
  await mkdir(unfinished);
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const files: Record<string, string | Uint8Array> = { [positionFile]: positionText(to) };
  for (const name of tableNames) {
    const bytes = parquetWriteBuffer({ columnData: columnData(name, rows[name]) });
    files[fileOf(name)] = new Uint8Array(bytes);
  }
  files[checksumFile] = checksumText(files);
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(unfinished, name), content, { flush: true });
  }
  await syncFolder(unfinished);
  return unfinished;
}

const taken = (folder: string): ExportError =>
  new ExportError('export_taken', `${folder} has grown meanwhile: another export writes into it`);

/** What a process has left that ended while it wrote. */
async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (unfinishedName.test(name)) await rm(join(folder, name), { recursive: true });
  }
}

/** In the order of their blocks. */
async function partsOf(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => partName.test(name)).sort();
}

async function readWhole(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw notReadable(path, error);
  }
}

function notReadable(path: string, error: unknown): ExportError {
  const why = error instanceof Error ? error.message : String(error);
  const again = 'move its folder and all behind it away, and they are exported again';
  return new ExportError('export_not_readable', `${path} can’t be read (${why}); ${again}`);
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** All rows of a table, part by part. */
async function* storedRows(folder: string, name: TableName, columns: readonly string[]) {
  const { asyncBufferFromFile, parquetReadObjects } = await import('hyparquet');
  for (const part of await partsOf(folder)) {
    const path = join(folder, part, fileOf(name));
    const read = asyncBufferFromFile(path).then((file) =>
      parquetReadObjects({ file, columns: [...columns] }),
    );
    yield* await read.catch((error: unknown) => {
      throw notReadable(path, error);
    });
  }
}

/** Throws `ExportError` `export_not_readable` that names the first file which is not as it was written. */
async function expectAsWritten(folder: string): Promise<void> {
  const names = [positionFile, ...tableNames.map(fileOf)];
  for (const part of await partsOf(folder)) {
    const list = join(folder, part, checksumFile);
    const lines = new Set((await readWhole(list)).split('\n'));
    for (const name of names) {
      const path = join(folder, part, name);
      const line = await checksumLine(path, name).catch((error: unknown) => {
        throw notReadable(path, error);
      });
      if (!lines.has(line)) throw notReadable(path, `it differs from its checksum in ${list}`);
    }
  }
}

async function storedTotals(folder: string): Promise<StoredTotals> {
  await expectAsWritten(folder);
  const once = new Set<unknown>();
  const take = (value: unknown, what: string): void => {
    if (!once.has(value)) once.add(value);
    else throw new ExportError('export_differs', `${folder} has ${what} twice; do not use it`);
  };
  let namedTransactions = 0n;
  let blocks = 0n;
  let [firstBlock, lastBlock] = [0n, 0n];
  for await (const row of storedRows(folder, 'blocks', ['height', 'transactions'])) {
    const height = BigInt(row.height);
    take(height, `block ${height}`);
    if (blocks === 0n) firstBlock = height;
    lastBlock = height;
    blocks += 1n;
    namedTransactions += BigInt(row.transactions);
  }
  let transactions = 0n;
  for await (const row of storedRows(folder, 'transactions', ['transaction_id'])) {
    take(row.transaction_id, `transaction ${row.transaction_id}`);
    transactions += 1n;
  }
  return { blocks, firstBlock, lastBlock, namedTransactions, transactions };
}

async function storedSupply(folder: string, asset: AssetCode, height: bigint): Promise<bigint> {
  const columns = ['height', 'from_place', 'to_place', 'asset', 'amount'];
  let supply = 0n;
  for await (const row of storedRows(folder, 'movements', columns)) {
    if (row.asset !== asset || BigInt(row.height) > height) continue;
    if (row.from_place === 'supply') supply += BigInt(row.amount);
    if (row.to_place === 'supply') supply -= BigInt(row.amount);
  }
  return supply;
}
