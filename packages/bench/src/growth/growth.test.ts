import { describe, expect, it } from 'vitest';
import {
  type AccountsSize,
  defaultGrowthOptions,
  formatGrowth,
  type GrowthResult,
  growthMetrics,
  growthOptionsProblem,
  quickGrowthOptions,
  runGrowthBench,
} from './index.ts';

describe('growth with accounts', () => {
  it('is measured in a real database, and its proofs get longer', async () => {
    const saved: GrowthResult[] = [];
    const result = await runGrowthBench(
      { ...quickGrowthOptions, accounts: [100, 3_000], validators: [] },
      {
        onProgress: () => undefined,
        onSize: (soFar) => {
          saved.push(soFar);
        },
        signal: new AbortController().signal,
      },
    );
    expect(result.status).toBe('ok');
    expect(saved.map(({ accounts, status }) => [accounts.length, status])).toEqual([
      [1, 'failed'],
      [2, 'ok'],
    ]);
    expect(saved.at(-1)).toEqual(result);
    const [small, large] = result.accounts as readonly [AccountsSize, AccountsSize];
    expect(large.proofBytes).toBeGreaterThan(small.proofBytes + 100);
    expect(large.folderBytes).toBeGreaterThan(small.folderBytes);
    expect(formatGrowth(result)).toContain('3000');
    expect(growthMetrics(result)).toHaveLength(12);
  });

  it('that is broken off keeps what there is, and is no success', async () => {
    const stopping = new AbortController();
    const result = await runGrowthBench(
      { ...quickGrowthOptions, accounts: [100, 200], validators: [] },
      { onProgress: () => undefined, onSize: () => stopping.abort(), signal: stopping.signal },
    );
    expect(result.accounts.map(({ accounts }) => accounts)).toEqual([100]);
    expect(result.status).toBe('failed');
  });
});

describe('options', () => {
  it('that are offered are possible', () => {
    expect(growthOptionsProblem(defaultGrowthOptions)).toBeUndefined();
    expect(growthOptionsProblem(quickGrowthOptions)).toBeUndefined();
  });

  it.each([
    [{ scheme: 'rsa' as never }, 'no scheme "rsa"'],
    [{ scheme: 'slh-dsa-sha2-128s' as const }, "can't vote"],
    [{ accounts: [], validators: [] }, 'at least one'],
    [{ validators: [33] }, '--validators'],
    [{ accounts: [1_000, 1_000] }, 'ascending'],
    [{ seconds: 0 }, '--duration'],
  ])('like %j are refused by name', (change, named) => {
    expect(growthOptionsProblem({ ...defaultGrowthOptions, ...change })).toContain(named);
  });
});
