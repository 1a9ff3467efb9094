import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Level } from 'level';
import { expect, it, onTestFinished } from 'vitest';
import { checkedDatabase } from './checked-database.ts';
import { checkedValue, withChecksum } from './checksum.ts';
import type { Database, RawDatabase } from './database-interface.ts';
import { keys } from './keyspace.ts';

async function openRaw(): Promise<RawDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'trellis-checked-'));
  const raw: RawDatabase = new Level(folder, { keyEncoding: 'view', valueEncoding: 'view' });
  await raw.open();
  onTestFinished(async () => {
    await raw.close();
    await rm(folder, { recursive: true });
  });
  return raw;
}

const keyOf = (index: number): Uint8Array => Uint8Array.of(0x53, index);
const bytesOf = (index: number): Uint8Array => new Uint8Array(20).fill(index);
const hexAt = (database: Database, key: Uint8Array) => database.getSync(key)?.toHex();

function namesOfDamage(database: Database): string[] {
  const names: string[] = [];
  database.onDamage(({ key }) => names.push(key.toHex()));
  return names;
}

it('a checksum finds every flipped bit, each shorter value, and each other key', () => {
  const [key, value] = [keyOf(1), bytesOf(7)];
  const stored = withChecksum(key, value);
  expect(checkedValue(key, stored)).toEqual(value);
  for (let bit = 0; bit < 8 * stored.length; bit++) {
    const changed = stored.slice();
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(checkedValue(key, changed)).toBeUndefined();
  }
  for (let length = 0; length < stored.length; length++) {
    expect(checkedValue(key, stored.subarray(0, length))).toBeUndefined();
  }
  for (let other = 0; other < 256; other++) {
    if (other !== key[1]) expect(checkedValue(keyOf(other), stored)).toBeUndefined();
  }
  expect(checkedValue(key, new Uint8Array(stored.length))).toBeUndefined();
});

it('refuses a changed value, and one in another’s place, however they are read, and tells of it', async () => {
  const raw = await openRaw();
  const database = checkedDatabase(raw, 'here');
  const damage = namesOfDamage(database);
  const batch = database.batch();
  for (let index = 0; index < 4; index++) batch.put(keyOf(index), bytesOf(index));
  await batch.write();
  const moved = (await raw.get(keyOf(2))) ?? new Uint8Array();
  await raw.put(keyOf(1), moved);
  const said = { code: 'database_damaged', what: 'its checksum does not match' };
  expect(() => database.getSync(keyOf(1))).toThrow(expect.objectContaining(said));
  await expect(database.iterator().all()).rejects.toMatchObject(said);
  await expect(database.values({ gte: keyOf(1), limit: 1 }).all()).rejects.toMatchObject(said);
  expect(damage).toEqual(['5301', '5301', '5301']);
  expect(hexAt(database, keyOf(2))).toBe(bytesOf(2).toHex());
  const inspected = await database.inspect().all();
  expect(inspected.map(([, value]) => value?.[0] ?? null)).toEqual([0, null, 2, 3]);
  await database.put(keyOf(1), bytesOf(9));
  expect(hexAt(database, keyOf(1))).toBe(bytesOf(9).toHex());
});

it('reads a database without checksums, and gives them to it while it is written to', async () => {
  const raw = await openRaw();
  await raw.put(keys.meta('format'), Uint8Array.of(3));
  for (let index = 0; index < 200; index++) await raw.put(keyOf(index), bytesOf(index));
  const first = checkedDatabase(raw, 'here');
  expect(hexAt(first, keyOf(150))).toBe(bytesOf(150).toHex());
  expect(await first.upgrade(50)).toBe(true);

  const database = checkedDatabase(raw, 'here');
  expect(database.isPlain()).toBe(true);
  await raw.put(keyOf(1), bytesOf(1));
  expect(() => database.getSync(keyOf(1))).toThrow('damaged at state');
  await database.put(keyOf(1), bytesOf(1));
  let written = 0;
  for (let more = true; more; written++) {
    const writing = database.put(keyOf(written), bytesOf(77));
    more = await database.upgrade(20);
    await writing;
  }
  expect(written).toBeGreaterThan(5);
  const again = checkedDatabase(raw, 'here');
  expect(again.isPlain()).toBe(false);
  for (let index = 0; index < 200; index++) {
    expect(hexAt(again, keyOf(index))).toBe(bytesOf(index < written ? 77 : index).toHex());
  }
  expect(hexAt(again, keys.meta('format'))).toBe(Uint8Array.of(4).toHex());
  await raw.put(keyOf(3), bytesOf(3));
  expect(() => again.getSync(keyOf(3))).toThrow('damaged at state');
});

it('refuses a format that it does not know, and one that can’t be read', async () => {
  const raw = await openRaw();
  for (const stored of [Uint8Array.of(2), withChecksum(keys.meta('format'), Uint8Array.of(6))]) {
    await raw.put(keys.meta('format'), stored);
    expect(() => checkedDatabase(raw, 'here')).toThrow(
      expect.objectContaining({ code: 'unknown_format' }),
    );
  }
  await raw.put(keys.meta('format'), Uint8Array.of(4, 1, 2, 3, 4, 1));
  expect(() => checkedDatabase(raw, 'here')).toThrow('its format can’t be read');
});

it('rewrites alone: what reads and then writes over it sees no write in between', async () => {
  const database = checkedDatabase(await openRaw(), 'here');
  const seen: string[] = [];
  const slow = database.rewrite(async (batch) => {
    seen.push('begins');
    await new Promise((resolve) => setTimeout(resolve, 5));
    batch.put(keyOf(1), bytesOf(1));
    await batch.write();
    seen.push('ends');
  });
  const written = database.put(keyOf(1), bytesOf(2)).then(() => seen.push('written'));
  const failing = database.rewrite(() => Promise.reject(new Error('the disk is full')));
  await expect(failing).rejects.toThrow('the disk is full');
  await Promise.all([slow, written]);
  expect(seen).toEqual(['begins', 'ends', 'written']);
  expect(hexAt(database, keyOf(1))).toBe(bytesOf(2).toHex());
});
