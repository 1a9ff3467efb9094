import { randomInt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fuzz } from './fuzz.ts';
import type { Target } from './target.ts';
import { targets } from './targets.ts';

const cases = 500;

describe('every decoder', () => {
  it.each(targets.map((target) => [target.name, target] as const))(
    '%s: refuses or reads whatever comes',
    async (name, target) => {
      for (const input of target.seeds) {
        expect(await target.read(input)).toBe('accepted');
      }
      const seed = randomInt(2 ** 31);
      const { failure } = await fuzz(target, seed, cases);
      const again = `pnpm fuzz --target "${name}" --seed ${seed} --cases ${cases}`;
      expect(failure, again).toBeNull();
    },
  );

  it('is found out if it throws what it should not', async () => {
    const throwing: Target = {
      name: 'throwing',
      seeds: [Uint8Array.of(1, 2, 3)],
      read(input) {
        if (input[0] === 0xff) throw new TypeError('unforeseen');
        return 'refused';
      },
    };
    const { failure } = await fuzz(throwing, 1, 10_000);
    expect(failure?.error).toBeInstanceOf(TypeError);
  });

  it('gets the same inputs from the same seed', async () => {
    const [target] = targets;
    if (target === undefined) throw new Error('no target');
    expect(await fuzz(target, 7, 300)).toEqual(await fuzz(target, 7, 300));
  });
});
