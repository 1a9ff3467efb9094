import { describe, expect, it } from 'vitest';
import { createRecentlyUsed } from './recently-used.ts';

describe('a bounded map of what was used recently', () => {
  it('forgets what was used longest ago, not what was added first', () => {
    const map = createRecentlyUsed<number>(3);
    for (const [index, key] of ['a', 'b', 'c'].entries()) map.add(key, index);
    expect(map.get('a')).toBe(0);
    map.add('d', 3);
    expect(['a', 'b', 'c', 'd'].map((key) => map.get(key))).toEqual([0, undefined, 2, 3]);
  });

  it('keeps what is in use through any number of strangers', () => {
    const map = createRecentlyUsed<string>(2);
    map.add('validator', 'kept');
    for (let index = 0; index < 100; index++) {
      map.add(`stranger ${index}`, 'passing');
      expect(map.get('validator')).toBe('kept');
      expect(map.get(`stranger ${index - 1}`)).toBeUndefined();
    }
  });
});
