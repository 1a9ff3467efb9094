import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Level } from 'level';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { checkLogs, cutLog, type DamagedLog } from './check-files.ts';
import { crc32c, maskedCrc32c } from './crc32c.ts';
import { checkLog } from './log-file.ts';

/** A log that LevelDB wrote: 60 batches, some of them longer than a block. */
let log: Buffer;
let name: string;
let database: string;

const sizeOf = (index: number): number => (index % 15 === 0 ? 70_000 : 100 + 31 * index);

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'trellis-log-'));
  database = join(folder, 'database');
  const level = new Level<string, Uint8Array>(database, { valueEncoding: 'view' });
  for (let index = 0; index < 60; index++) {
    const key = `key${String(index).padStart(3, '0')}`;
    await level.put(key, new Uint8Array(sizeOf(index)).fill(index));
  }
  await level.close();
  [name = ''] = (await readdir(database)).filter((one) => one.endsWith('.log'));
  log = await readFile(join(database, name));
  return () => rm(folder, { recursive: true });
});

it('CRC-32C is that of RFC 3720, appendix B.4', () => {
  expect(crc32c(new Uint8Array(32)).toString(16)).toBe('8a9136aa');
  expect(crc32c(new Uint8Array(32).fill(255)).toString(16)).toBe('62a8ab43');
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, index) => index)).toString(16)).toBe(
    '46dd794e',
  );
  expect(crc32c(new TextEncoder().encode('123456789')).toString(16)).toBe('e3069283');
  expect(maskedCrc32c(new Uint8Array())).toBe(0xa282ead8);
});

it('finds a log whole as LevelDB wrote it', () => {
  expect(checkLog(log)).toEqual({ records: 60, validBytes: log.length, damaged: false });
  expect(checkLog(new Uint8Array())).toEqual({ records: 0, validBytes: 0, damaged: false });
});

it('takes a log that ends anywhere for the torn end of a write, and keeps what is whole', () => {
  for (let end = 0; end < log.length; end += 4_001) {
    const { damaged, validBytes } = checkLog(log.subarray(0, end));
    expect(damaged).toBe(false);
    expect(validBytes).toBeLessThanOrEqual(end);
  }
});

it('finds a flipped bit wherever it is, but for the last record, of which nobody can tell', () => {
  let missed = 0;
  const lastRecord = log.length - sizeOf(59) - 40;
  for (let at = 0; at < log.length; at += 2_003) {
    const changed = Uint8Array.from(log);
    changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
    const { damaged, validBytes, records } = checkLog(changed);
    if (damaged) {
      expect(validBytes).toBeLessThanOrEqual(at);
      continue;
    }
    // The padding at the end of a block holds nothing; a damaged length may hide the rest of its block.
    if (records < 60 && at < lastRecord) missed += 1;
  }
  expect(missed).toBeLessThan(2);
});

it('zeros over a page of it are damage as well', () => {
  const changed = Uint8Array.from(log);
  changed.fill(0, 139_264, 143_360);
  expect(checkLog(changed).damaged).toBe(true);
});

it('cut before the damage, LevelDB opens what was written until then, and the rest is kept aside', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'trellis-log-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const copy = join(folder, 'chain');
  await cp(database, copy, { recursive: true });
  const changed = Uint8Array.from(log);
  const at = 150_000;
  changed[at] = (changed[at] ?? 0) ^ 1;
  await writeFile(join(copy, name), changed);
  const found = await checkLogs(copy).then(
    () => null,
    (error: DamagedLog) => error,
  );
  expect(found).toMatchObject({ code: 'database_damaged', path: join(copy, name) });
  if (found === null) return;
  await cutLog(copy, found, join(folder, 'kept'));
  await checkLogs(copy);
  expect(await readFile(join(folder, 'kept', name))).toEqual(Buffer.from(changed));
  const level = new Level<string, Uint8Array>(copy, { valueEncoding: 'view' });
  const keys = await level.keys().all();
  await level.close();
  expect(keys.length).toBe(checkLog(changed).records);
  expect(keys).toEqual(keys.map((_, index) => `key${String(index).padStart(3, '0')}`));
});
