/** A first look at the files of a database, before LevelDB opens it. */
import { cp, readdir, readFile, rename, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { makePrivateFolder, syncFolder, withPath } from '@trellis/crypto/files';
import { StorageError } from '../files/storage-error.ts';
import { checkLog } from './log-file.ts';
import { tablesOf } from './manifest-file.ts';
import { tableDamage } from './table-file.ts';

/** A log of the database has a record that is not what was written: with it, a batch is lost, and all after it. */
export class DamagedLog extends StorageError {
  readonly path: string;
  /** Up to where the log is whole. */
  readonly validBytes: number;

  constructor(path: string, validBytes: number) {
    super(
      'database_damaged',
      `the log ${path} of the database is damaged at byte ${validBytes}. Nothing was changed. "trellis repair" cuts ` +
        'it off there and keeps a copy; the node then fetches what was in the rest from its peers.',
    );
    this.path = path;
    this.validBytes = validBytes;
  }
}

/** A table of the database can't be read without ending the process. */
class DamagedTable extends StorageError {
  constructor(path: string, at: number) {
    super(
      'database_damaged',
      `the table ${path} of the database is damaged at byte ${at}. Nothing was changed. "trellis repair" moves the ` +
        'database aside; the node then fetches the chain from its peers.',
    );
  }
}

/** Of tables of a database that was closed: read in less than half a second (`repair/first-look.bench.ts`). */
export const firstLookBytes = 128 * 1024 * 1024;

/** Throws `DamagedTable`. Reads tables, the newest first, until these are so many bytes. */
export async function checkTables(folder: string, bytesMax = Infinity): Promise<void> {
  let left = bytesMax;
  for await (const { path, content } of readAhead(await newestTables(folder))) {
    const at = tableDamage(content);
    if (at !== null) throw new DamagedTable(path, at);
    left -= content.length;
    if (left <= 0) return;
  }
}

async function newestTables(folder: string): Promise<readonly string[]> {
  const tables = await liveTables(folder);
  if (tables === null) return [];
  const names = await namesOf(folder, /^\d+\.ldb$/);
  const live = names.filter((name) => tables.has(Number.parseInt(name, 10)));
  return live.toReversed().map((name) => join(folder, name));
}

/** Each file as a whole. The next one is read by another thread while the caller looks at this one. */
async function* readAhead(
  paths: readonly string[],
): AsyncGenerator<{ readonly path: string; readonly content: Uint8Array }> {
  const read = (path: string | undefined) =>
    path === undefined ? null : { path, content: withPath(path, readFile(path)) };
  let next = read(paths[0]);
  for (let index = 1; next !== null; index++) {
    const { path, content } = next;
    const current = { path, content: await content };
    next = read(paths[index]);
    // Whoever looks on no further is not told of what is wrong with it.
    next?.content.catch(() => undefined);
    yield current;
  }
}

/** The tables that the database is made of; `null` where LevelDB itself refuses to open it. */
async function liveTables(folder: string): Promise<ReadonlySet<number> | null> {
  const current = await readFile(join(folder, 'CURRENT'), 'utf8').catch(() => null);
  const [, name] = /^(MANIFEST-\d+)\n$/.exec(current ?? '') ?? [];
  if (name === undefined) return null;
  const manifest = await readFile(join(folder, name)).catch(() => null);
  return manifest && tablesOf(manifest);
}

/** Throws `DamagedLog`. */
export async function checkLogs(folder: string): Promise<void> {
  for (const name of await logNames(folder)) {
    const path = join(folder, name);
    const { damaged, validBytes } = checkLog(await withPath(path, readFile(path)));
    if (damaged) throw new DamagedLog(path, validBytes);
  }
}

/**
 * Cuts the log off before the damage, and removes what LevelDB would read after it, so that the database is as it was
 * when the last whole batch was written. Everything is copied first; where to.
 */
export async function cutLog(
  folder: string,
  { path, validBytes }: Pick<DamagedLog, 'path' | 'validBytes'>,
  copies: string,
): Promise<void> {
  await makePrivateFolder(copies);
  for (const name of await logNames(folder)) {
    const log = join(folder, name);
    if (log < path) continue;
    if (log > path) {
      await rename(log, join(copies, name));
      continue;
    }
    await cp(log, join(copies, name));
    await truncate(log, validBytes);
  }
  await syncFolder(copies);
  await syncFolder(folder);
}

const logNames = (folder: string): Promise<readonly string[]> => namesOf(folder, /^\d+\.log$/);

/** The oldest first: their names are numbers of six digits or more. */
async function namesOf(folder: string, pattern: RegExp): Promise<readonly string[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => pattern.test(name));
  return names.toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
}
