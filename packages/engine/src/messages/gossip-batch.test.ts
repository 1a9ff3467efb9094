import { decode } from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import { manualClock } from '../testing/manual-clock.ts';
import { createGossipBatch } from './gossip-batch.ts';
import { transactionBatchCodec } from './messages.ts';

function setUp() {
  const time = manualClock();
  const sizes: number[] = [];
  const batch = createGossipBatch(time.clock, (bytes) => {
    const decoded = decode(transactionBatchCodec, bytes);
    sizes.push(decoded.ok ? decoded.value.length : -1);
  });
  const add = (count: number, bytes = 1): void => {
    for (let index = 0; index < count; index++) batch.add(new Uint8Array(bytes));
  };
  return { time, sizes, batch, add };
}

describe('transactions to be passed on', () => {
  it('go at once when they come alone, and together 20 ms later when they come behind one', () => {
    const { time, sizes, add } = setUp();
    add(3);
    expect(sizes).toEqual([1]);
    time.advance(19);
    expect(sizes).toEqual([1]);
    time.advance(1);
    expect(sizes).toEqual([1, 2]);
    time.advance(28);
    add(1);
    expect(sizes).toEqual([1, 2, 1]);
  });

  it('wait for longer while many come, until few do', () => {
    const { time, sizes, add } = setUp();
    add(7);
    time.advance(20);
    add(40);
    time.advance(59);
    expect(sizes).toEqual([1, 6]);
    time.advance(1);
    expect(sizes).toEqual([1, 6, 40]);
    add(1);
    time.advance(119);
    expect(sizes).toEqual([1, 6, 40]);
    time.advance(1);
    expect(sizes).toEqual([1, 6, 40, 1]);
    add(1);
    time.advance(20);
    expect(sizes).toEqual([1, 6, 40, 1, 1]);
  });

  it('go at once when they are as large as a message should be', () => {
    const { sizes, add } = setUp();
    add(2, 128 * 1024 - 1);
    expect(sizes).toEqual([1]);
    add(1, 1);
    expect(sizes).toEqual([1, 2]);
  });

  it('go at once when asked to', () => {
    const { time, sizes, batch, add } = setUp();
    add(3);
    batch.flush();
    expect(sizes).toEqual([1, 2]);
    batch.flush();
    time.advance(100);
    expect(sizes).toEqual([1, 2]);
  });

  it('are forgotten at the end', () => {
    const { time, sizes, batch, add } = setUp();
    add(2);
    batch.stop();
    time.advance(100);
    expect(sizes).toEqual([1]);
    expect(time.timers()).toBe(0);
  });
});
