import { describe, expect, it } from 'vitest';
import { type GrowthProgress, networkSeconds, startGrowthProgress } from './growth-bench.ts';

describe('the progress of growth', () => {
  it('moves with the accounts and the networks by what each takes, and is not done before the end', () => {
    const told: GrowthProgress[] = [];
    const plan = { accounts: [1_000, 1_000_000], validators: [4, 32], seconds: 10 };
    const progress = startGrowthProgress(plan, (one) => told.push(one));
    for (const count of [1_000, 500_000, 1_000_000]) progress.onAccounts(count);
    progress.onValidators(4, 'start');
    progress.onValidators(32, 'start');
    const shares = told.map(({ share }) => share);
    expect(shares.toSorted((a, b) => a - b)).toEqual(shares);
    expect(shares[0]).toBeLessThan(0.05);
    // The large network is still to come, and takes longer than the small one.
    expect(shares.at(-1)).toBeLessThan(0.95);
    expect(networkSeconds(32, 10)).toBeGreaterThan(2 * networkSeconds(4, 10));
    expect(told.map(({ text }) => text)).toContain('500000 of 1000000 accounts');
    expect(told.every(({ secondsLeft }) => secondsLeft > 0)).toBe(true);
  });

  it('is that of networks alone when there are no accounts', () => {
    const told: GrowthProgress[] = [];
    const plan = { accounts: [], validators: [4, 7], seconds: 5 };
    const progress = startGrowthProgress(plan, (one) => told.push(one));
    progress.onValidators(4, 'start');
    progress.onValidators(7, 'start');
    expect(told.map(({ share }) => Math.round(share * 10))).toEqual([0, 4]);
  });
});
