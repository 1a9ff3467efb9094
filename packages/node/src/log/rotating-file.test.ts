/** The log file: bounded in size, age and total, whole after a kill and a full disk. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { symlinkSync, writeSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { openLogFile } from './rotating-file.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-log-'));
  path = join(folder, 'node.log');
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
});

const limits = { bytesMax: 1_000, ageMsMax: 3_600_000, totalBytesMax: 10_000_000 };
const line = (index: number): string => `${JSON.stringify({ index, text: 'x'.repeat(80) })}\n`;

/** Every line of all files, the oldest first. */
async function allLines(): Promise<readonly string[]> {
  const names = (await readdir(folder)).toSorted();
  const aside = names.filter((name) => name !== 'node.log');
  const texts = [...aside, 'node.log'].map(async (name) => {
    const content = await readFile(join(folder, name));
    return (name.endsWith('.gz') ? gunzipSync(content) : content).toString('utf8');
  });
  return (await Promise.all(texts)).join('').trimEnd().split('\n');
}

it('is set aside when it is full, compressed, with every line in its place', async () => {
  const file = openLogFile({ path, ...limits });
  for (let index = 0; index < 100; index++) file.write(line(index));
  await file.settled();
  const names = await readdir(folder);
  expect(names.length).toBeGreaterThan(5);
  expect(names.every((name) => name === 'node.log' || name.endsWith('.gz'))).toBe(true);
  expect((await readFile(path)).length).toBeLessThanOrEqual(1_000);
  expect((await allLines()).map((text) => JSON.parse(text).index)).toEqual(
    Array.from({ length: 100 }, (_, index) => index),
  );
});

it('is set aside when it is old', async () => {
  let now = Date.now();
  const file = openLogFile({ path, ...limits, now: () => now });
  file.write(line(1));
  now += 3_000_000;
  file.write(line(2));
  expect(await readdir(folder)).toEqual(['node.log']);
  now += 1_000_000;
  file.write(line(3));
  await file.settled();
  expect(await readdir(folder)).toHaveLength(2);
  expect(await readFile(path, 'utf8')).toBe(line(3));
});

it('keeps all files together within the bound, the newest of them', async () => {
  const totalBytesMax = 2_000;
  const file = openLogFile({ path, ...limits, totalBytesMax });
  for (let index = 0; index < 2_000; index++) file.write(line(index));
  await file.settled();
  const sizes = await Promise.all(
    (await readdir(folder)).map(async (name) => (await readFile(join(folder, name))).length),
  );
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(totalBytesMax);
  const kept = (await allLines()).map((text) => JSON.parse(text).index);
  expect(kept.at(-1)).toBe(1_999);
  expect(kept).toEqual(kept.map((_, place) => 2_000 - kept.length + place));
});

it('finishes what a killed process left', async () => {
  await writeFile(`${path}.2026-01-01T00-00-00-000Z`, line(0));
  await writeFile(`${path}.2026-01-01T00-00-00-000Z.gz.tmp`, 'half');
  await writeFile(path, line(1));
  const file = openLogFile({ path, ...limits });
  file.write(line(2));
  await file.settled();
  expect((await readdir(folder)).toSorted()).toEqual([
    'node.log',
    'node.log.2026-01-01T00-00-00-000Z.gz',
  ]);
  expect((await allLines()).map((text) => JSON.parse(text).index)).toEqual([0, 1, 2]);
});

it('begins a line of its own behind one that a killed process tore', async () => {
  await writeFile(path, `${line(0)}{"in`);
  const file = openLogFile({ path, ...limits });
  file.write(line(1));
  file.write(line(2));
  await file.settled();
  expect(await allLines()).toEqual([
    line(0).trimEnd(),
    '{"in',
    line(1).trimEnd(),
    line(2).trimEnd(),
  ]);
});

it('loses no line to kill -9 in the middle of writing and compressing', async () => {
  const program = `
    const { openLogFile } = await import(${JSON.stringify(import.meta.resolve('./rotating-file.ts'))});
    const file = openLogFile({ path: ${JSON.stringify(path)}, ...${JSON.stringify({ ...limits, bytesMax: 50_000 })} });
    for (let index = 0; ; index++) {
      file.write(JSON.stringify({ index, text: 'x'.repeat(80) }) + '\\n');
      if (index % 1000 === 0) { process.stdout.write(index + '\\n'); await new Promise(setImmediate); }
    }`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program]);
  let said = '';
  child.stdout.on('data', (part: Buffer) => {
    said += part.toString();
  });
  while (!said.includes('20000\n')) await pause(5);
  child.kill('SIGKILL');
  await once(child, 'close');
  const file = openLogFile({ path, ...limits, bytesMax: 50_000 });
  await file.settled();
  file.write('{"index":"the next process"}\n');
  const lines = [...(await allLines())];
  expect(lines.pop()).toBe('{"index":"the next process"}');
  // The one that it was writing may be torn, as the system ends a write between two pages of memory.
  const torn = lines.at(-1)?.endsWith('}') === true ? [] : lines.splice(-1);
  const kept = lines.map((text) => JSON.parse(text).index);
  const last = Number(said.trim().split('\n').at(-1));
  expect(torn.length).toBeLessThanOrEqual(1);
  expect(kept.length).toBeGreaterThan(last);
  expect(kept).toEqual(kept.map((_, place) => place));
});

it('survives a full disk, and says how many lines it cost', async () => {
  let room = 1_000_000;
  const write = (descriptor: number, bytes: Uint8Array, from: number): number => {
    if (room === 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    const written = writeSync(descriptor, bytes, from, Math.min(room, bytes.length - from));
    room -= written;
    return written;
  };
  const file = openLogFile({ path, ...limits, bytesMax: 10_000, write });
  file.write(line(0));
  // The next one is torn, and those after it have no room at all.
  room = 40;
  for (let index = 1; index <= 5; index++) file.write(line(index));
  room = 1_000_000;
  file.write(line(6));
  const [first, torn, lost, last] = await allLines();
  expect(JSON.parse(first ?? '').index).toBe(0);
  expect(torn).toHaveLength(40);
  expect(JSON.parse(lost ?? '')).toMatchObject({ lost: 5, level: 40 });
  expect(JSON.parse(last ?? '').index).toBe(6);
});

it('does without a device that is always full', () => {
  symlinkSync('/dev/full', path);
  const file = openLogFile({ path, ...limits });
  expect(() => file.write(line(0))).not.toThrow();
});
