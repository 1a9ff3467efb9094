/** Tables as LevelDB writes them, damaged in every way that a flipped bit or a lost page can. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Level } from 'level';
import { beforeAll, expect, it } from 'vitest';
import { tableDamage } from './table-file.ts';

let table: Uint8Array;
const value = 'a value of the database, as long as some are';

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'trellis-table-'));
  const database = new Level(folder, { compression: false });
  const keys = Array.from(
    { length: 500 },
    (_, index) => `key ${index.toString().padStart(5, '0')}`,
  );
  await database.batch(keys.map((key) => ({ type: 'put', key, value: `${value} ${key}` })));
  await database.close();
  // What its log has becomes a table when it is opened again.
  await database.open();
  await database.close();
  const [name] = (await readdir(folder)).filter((one) => one.endsWith('.ldb'));
  table = Uint8Array.from(await readFile(join(folder, name ?? '')));
  await rm(folder, { recursive: true });
});

const flipped = (at: number, bit = 1): Uint8Array => table.with(at, (table[at] ?? 0) ^ bit);
const placeOf = (text: string): number => Buffer.from(table).indexOf(text);

it('one that is whole can be read', () => {
  expect(tableDamage(table)).toBeNull();
});

it('a flipped bit in a value leaves it readable, as the value has a checksum of its own', () => {
  expect(tableDamage(flipped(placeOf(value) + 5))).toBeNull();
});

it('a key that is not in order any more, and what can’t be taken apart, are told with their place', () => {
  // The first key of a block is written out; a flipped bit puts it behind the next.
  expect(tableDamage(flipped(placeOf('key 00000') + 5, 8))).not.toBeNull();
  // The length of a key.
  expect(tableDamage(flipped(1, 64))).toBe(0);
});

it('pages of zeros anywhere, a table that was cut off, and none at all are told', () => {
  for (let at = 0; at < table.length; at += 4_096) {
    expect(
      tableDamage(Uint8Array.from(table).fill(0, at, at + 4_096)),
      `page at ${at}`,
    ).not.toBeNull();
  }
  for (const length of [0, 47, 48, 5_000, table.length - 1]) {
    expect(tableDamage(table.subarray(0, length)), `${length} bytes`).not.toBeNull();
  }
});

it('no bit that is flipped makes the check fail itself', () => {
  for (let at = 0; at < table.length; at += 61) tableDamage(flipped(at, 1 << (at % 8)));
});
