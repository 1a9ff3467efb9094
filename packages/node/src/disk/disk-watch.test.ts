import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '@trellis/engine';
import { expect, it, onTestFinished } from 'vitest';
import { diskStateOf, startDiskWatch } from './disk-watch.ts';

it('tells of a disk with less than 10 % left, and refuses below 2 %', () => {
  const of = (freeBytes: number) => diskStateOf({ freeBytes, totalBytes: 1_000 });
  expect([100, 99, 20, 19, 0].map(of)).toEqual(['roomy', 'low', 'low', 'full', 'full']);
  expect(diskStateOf(null)).toBe('roomy');
});

it('says it once for each state', async () => {
  const alerts: string[] = [];
  const quiet = { debug() {}, info() {}, warn() {}, error() {} };
  const watch = startDiskWatch({
    read: async () => ({ freeBytes: 15, totalBytes: 1_000 }),
    clock: systemClock,
    logger: quiet,
    onAlert: (detail) => alerts.push(detail),
    onRoom: () => expect.unreachable('there was never room'),
  });
  onTestFinished(watch.stop);
  while (alerts.length === 0) await pause(5);
  expect(watch.state()).toBe('full');
  expect(alerts).toEqual([expect.stringContaining('1.5 % of the disk is left')]);
});
