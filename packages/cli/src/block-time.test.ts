import { toHeight } from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import { age, blockTime } from './block-time.ts';

describe('how long ago something was', () => {
  it.each([
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

  it('stands beside the height', () => {
    expect(blockTime({ height: toHeight(12), time: 1_000n }, 4_500)).toBe('block 12, 3 s ago');
  });
});
