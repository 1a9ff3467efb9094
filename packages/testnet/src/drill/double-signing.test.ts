import { describe, expect, it } from 'vitest';
import { conflictsIn } from './double-signing.ts';

describe('records of what was signed', () => {
  it('agree when everybody saw the same', () => {
    const record = 'prevote 1 0 a X\nprecommit 1 0 a X\nprevote 1 1 a nil\n';
    expect(conflictsIn([record, record])).toEqual({ messages: 3, conflicts: [] });
  });

  it('give away who told two peers different things', () => {
    const { conflicts } = conflictsIn([
      'prevote 1 0 a X\n',
      'prevote 1 0 b X\nprevote 1 0 a nil\n',
    ]);
    expect(conflicts).toEqual(['prevote 1 0 a']);
  });

  it('may end in the middle of a line', () => {
    expect(conflictsIn(['prevote 1 0 a XY\n', 'prevote 1 0 a X']).conflicts).toEqual([]);
  });
});
