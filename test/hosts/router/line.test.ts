import { seededRandom } from '@trellis/fault-injection';
import { describe, expect, it } from 'vitest';
import type { LineSettings } from '../profiles.ts';
import { createDueQueue } from './due-queue.ts';
import { createLine } from './line.ts';

const steady: LineSettings = {
  delayMs: 10,
  jitterMs: 0,
  lossPerMillion: 0,
  reorderPerMillion: 0,
  megabits: null,
  cut: false,
};
const lineWith = (settings: Partial<LineSettings>) =>
  createLine({ ...steady, ...settings }, seededRandom(1));
const many = Array.from({ length: 20_000 }, (_, index) => index);

describe('a line', () => {
  it('delays every packet by as much', () => {
    const line = lineWith({});
    expect(many.map((ms) => line.arrival(ms, 1500))).toEqual(many.map((ms) => ms + 10));
  });

  it('takes its time for the bytes of each, one after another', () => {
    const line = lineWith({ megabits: 8 });
    // 8 Mbit/s are 1,000 bytes a millisecond; 18 are around each packet.
    expect([982, 982, 482].map((bytes) => line.arrival(0, bytes))).toEqual([11, 12, 12.5]);
    expect(line.arrival(100, 982)).toBe(111);
  });

  it('has a buffer that ends', () => {
    const line = lineWith({ megabits: 8 });
    const arrivals = Array.from({ length: 400 }, () => line.arrival(0, 982));
    const got = arrivals.filter((ms) => ms !== null);
    expect(got.length).toBe(201);
    expect(got.at(-1)).toBe(211);
    expect(line.arrival(2, 982)).toBe(212);
  });

  it('loses as many as it is told', () => {
    const line = lineWith({ lossPerMillion: 10_000 });
    const lost = many.filter((ms) => line.arrival(ms, 100) === null).length;
    expect(lost / many.length).toBeGreaterThan(0.007);
    expect(lost / many.length).toBeLessThan(0.013);
  });

  it('varies within the jitter, and changes no order', () => {
    const line = lineWith({ jitterMs: 5 });
    const arrivals = many.map((ms) => line.arrival(ms / 10, 100) ?? Number.NaN);
    const delays = arrivals.map((at, ms) => at - ms / 10);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(10 - 1e-6);
    expect(Math.max(...delays)).toBeLessThanOrEqual(15 + 1e-6);
    expect(Math.max(...delays) - Math.min(...delays)).toBeGreaterThan(2);
    expect(arrivals).toEqual([...arrivals].sort((a, b) => a - b));
  });

  it('lets later packets pass one that is held up, and none else', () => {
    const line = lineWith({ reorderPerMillion: 100_000 });
    const arrivals = many.map((ms) => line.arrival(ms, 100) ?? Number.NaN);
    const heldUp = arrivals.filter((at, ms) => at > ms + 10).length;
    expect(heldUp / many.length).toBeGreaterThan(0.08);
    expect(heldUp / many.length).toBeLessThan(0.12);
    expect(arrivals.some((at, ms) => at > (arrivals[ms + 1] ?? Number.NaN))).toBe(true);
  });

  it('lets nothing through while it is cut', () => {
    const line = lineWith({ cut: true });
    expect(line.arrival(0, 100)).toBeNull();
    line.set(steady);
    expect(line.arrival(1, 100)).toBe(11);
  });
});

it('packets leave when they are due, and in their order where they are due together', () => {
  const queue = createDueQueue<number>();
  const random = seededRandom(7);
  const items = many.slice(0, 2_000).map((index) => ({ index, dueMs: Math.floor(random() * 50) }));
  for (const { index, dueMs } of items) queue.add(dueMs, index);
  const sorted = [...items].sort((a, b) => a.dueMs - b.dueMs || a.index - b.index);
  expect(queue.next()).toBe(sorted[0]?.dueMs);
  expect(queue.take((sorted[0]?.dueMs ?? 0) - 1)).toBeUndefined();
  expect(items.map(() => queue.take(50))).toEqual(sorted.map(({ index }) => index));
  expect(queue.next()).toBeUndefined();
  expect(queue.take(50)).toBeUndefined();
});
