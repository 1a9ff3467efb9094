import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { backoffMs, noteFailure, readFailures } from './backoff.ts';

it('lets a node start at once after one failure, and then waits twice as long each time, up to a minute', () => {
  const now = 1_000_000_000;
  const waits = Array.from({ length: 10 }, (_, count) => {
    const failures = Array.from(
      { length: count },
      (_one, index) => now - 1_000 * (count - 1 - index),
    );
    return backoffMs(failures, now);
  });
  expect(waits).toEqual([0, 0, 1, 2, 4, 8, 16, 32, 60, 60].map((seconds) => 1_000 * seconds));
});

it('forgets failures of long ago and those of a clock that was wrong, and counts the time that passed', () => {
  const now = 1_000_000_000;
  expect(backoffMs([now - 700_000, now - 650_000, now], now)).toBe(0);
  expect(backoffMs([now + 5_000, now + 6_000, now], now)).toBe(0);
  expect(backoffMs([now - 5_000, now - 400], now)).toBe(600);
});

it('notes failures on disk, and reads past a file that is damaged', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'trellis-failures-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (let time = 1; time <= 20; time++) await noteFailure(folder, time);
  expect(await readFailures(folder)).toEqual(Array.from({ length: 16 }, (_, index) => index + 5));
  await writeFile(join(folder, 'failures'), '\u0000\u0001x\n-3\n7\n');
  expect(await readFailures(folder)).toEqual([7]);
});
