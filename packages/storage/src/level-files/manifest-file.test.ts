/** Tables that belong to a database, against what LevelDB itself keeps and removes. */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Level } from 'level';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkTables } from './check-files.ts';
import { maskedCrc32c } from './crc32c.ts';
import { tablesOf } from './manifest-file.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-manifest-'));
  const database = new Level(folder, { compression: false });
  // Opening again makes a table of the log; more than four of them are put together.
  for (let times = 0; times < 9; times++) {
    await database.open();
    const keys = Array.from({ length: 200 }, (_, index) => `key ${(index * 7) % 200}`);
    await database.batch(keys.map((key) => ({ type: 'put', key, value: `${key} at ${times}` })));
    await database.close();
  }
});
afterEach(() => rm(folder, { recursive: true }));

const manifest = async (): Promise<Uint8Array> => {
  const current = (await readFile(join(folder, 'CURRENT'), 'utf8')).trim();
  return readFile(join(folder, current));
};

it('are those that are left when LevelDB has removed what it does not need', async () => {
  const named = tablesOf(await manifest());
  expect(named?.size).toBeGreaterThan(0);
  for (const number of named ?? []) {
    const name = `${String(number).padStart(6, '0')}.ldb`;
    expect(await readdir(folder)).toContain(name);
  }
});

it('are not one that a compaction left unfinished; damage of one that is named is told', async () => {
  const [newest] = [...(tablesOf(await manifest()) ?? [])].sort((a, b) => b - a);
  const path = join(folder, `${String(newest).padStart(6, '0')}.ldb`);
  const torn = (await readFile(path)).subarray(0, 100);
  await writeFile(join(folder, '999999.ldb'), torn);
  await expect(checkTables(folder)).resolves.toBeUndefined();
  const copy = `${folder}-copy`;
  await cp(folder, copy, { recursive: true });
  const database = new Level(copy, { compression: false });
  expect(await database.get('key 7')).toBe('key 7 at 8');
  await database.close();
  expect(await readdir(copy)).not.toContain('999999.ldb');
  await rm(copy, { recursive: true });

  await writeFile(path, torn);
  await expect(checkTables(folder)).rejects.toMatchObject({ code: 'database_damaged' });
});

it('are unknown where a change can’t be read', async () => {
  const content = await manifest();
  expect(tablesOf(content.subarray(0, 0))?.size).toBe(0);
  // A record that is whole, of a kind that there is not.
  const record = Uint8Array.of(0, 0, 0, 0, 1, 0, 1, 99);
  new DataView(record.buffer).setUint32(0, maskedCrc32c(record.subarray(6)), true);
  expect(tablesOf(record)).toBeNull();
});
