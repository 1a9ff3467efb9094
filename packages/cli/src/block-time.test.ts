import { toHeight } from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import { age, blockTime, pastBlockTime } from './block-time.ts';

describe('how long ago something was', () => {
  it.each([
    [-400_000, '6 min ahead of the clock here'],
    [-5_000, 'just now'],
    [999, 'just now'],
    [1_000, '1 s ago'],
    [59_999, '59 s ago'],
    [60_000, '1 min ago'],
    [3_600_000, '1 h ago'],
    [47 * 3_600_000, '47 h ago'],
    [72 * 3_600_000, '3 days ago'],
  ])('%i ms is "%s"', (ms, text) => {
    expect(age(ms)).toBe(text);
  });

  const block = { height: toHeight(12), time: 1_000n };

  it('stands beside the height', () => {
    expect(blockTime(block, 4_500)).toBe('block 12, 3 s ago');
    expect(blockTime(block, 61_000)).toBe('block 12, 1 min ago');
  });

  it('says that a node may be behind whose newest block is old, and not of a block that was asked for', () => {
    expect(blockTime(block, 181_000)).toBe('block 12, 3 min ago: the node may be behind');
    expect(pastBlockTime(block, 181_000)).toBe('block 12, 3 min ago');
  });
});
