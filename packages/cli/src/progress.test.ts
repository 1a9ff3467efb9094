import { expect, it } from 'vitest';
import { progressText, timeText } from './progress.ts';

it('says how far something is, how fast, and what is left', () => {
  expect(progressText('waiting', null, 300)).toBe('waiting …');
  expect(progressText('waiting', null, 2_400)).toBe('waiting … 2 s');
  expect(progressText('reading', { done: 1_200, of: 4_800 }, 3_000, 'blocks')).toBe(
    'reading … 1,200 of 4,800 blocks, 25 %, 400/s, 9 s left',
  );
  expect(progressText('reading', { done: 50, of: null }, 1_000, 'pieces')).toBe(
    'reading … 50 pieces, 50/s',
  );
  expect(progressText('starting', { done: 1, of: 4 }, 2_500, 'nodes')).toBe(
    'starting … 1 of 4 nodes, 25 %, 0.4/s, 8 s left',
  );
  expect(progressText('reading', { done: 0, of: 10 }, 1_000)).toBe('reading … 0 of 10, 0 %, 0/s');
});

it('says times in words that fit', () => {
  expect([0, 89.2, 91, 5_399, 9_000].map(timeText)).toEqual([
    '0 s',
    '90 s',
    '2 min',
    '90 min',
    '2.5 h',
  ]);
});
