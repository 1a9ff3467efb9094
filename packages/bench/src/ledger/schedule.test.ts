import { type SchemeName, schemeNames } from '@trellis/crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultLedgerOptions, ledgerOptionsProblem, quickLedgerOptions } from './options.ts';
import { planPhases, planTrials, secondsLeft, trialSeconds } from './schedule.ts';

const someSchemes = fc.subarray([...schemeNames], { minLength: 1 });

describe('the order of the trials', () => {
  it('has each scheme once in each round, and a different one first', () => {
    fc.assert(
      fc.property(someSchemes, fc.integer({ min: 1, max: 12 }), (chosen, repeat) => {
        const plan = planTrials(chosen, repeat);
        const rounds = Array.from({ length: repeat }, (_, round) =>
          plan.filter(({ repetition }) => repetition === round + 1).map(({ scheme }) => scheme),
        );
        for (const round of rounds) expect([...round].sort()).toEqual([...chosen].sort());
        const firsts = rounds.slice(0, chosen.length).map(([first]) => first);
        expect(new Set(firsts).size).toBe(firsts.length);
        expect(plan.map(({ repetition }) => repetition)).toEqual(
          plan.map(({ repetition }) => repetition).sort((a, b) => a - b),
        );
      }),
    );
  });
});

describe('the time left', () => {
  it('is the plan at first, and follows the real pace later', () => {
    expect(secondsLeft(100, 0, 0)).toBe(100);
    expect(secondsLeft(100, 50, 100)).toBe(100);
    expect(secondsLeft(100, 50, 25)).toBe(25);
    expect(secondsLeft(100, 120, 130)).toBe(0);
  });

  it('is under a minute for a quick look', () => {
    const { schemes, repeat } = quickLedgerOptions;
    const each = trialSeconds(planPhases(quickLedgerOptions), quickLedgerOptions);
    expect(each * schemes.length * repeat).toBeLessThan(60);
  });
});

describe('options', () => {
  it('of every kind that is offered are possible', () => {
    expect(ledgerOptionsProblem(defaultLedgerOptions)).toBeUndefined();
    expect(ledgerOptionsProblem(quickLedgerOptions)).toBeUndefined();
  });

  it.each([
    [{ schemes: [] }, '--schemes'],
    [{ schemes: ['rsa' as SchemeName] }, 'no scheme "rsa"'],
    [{ schemes: ['ed25519', 'ed25519'] as const }, 'twice'],
    [{ validators: 3 }, '--validators'],
    [{ validators: 4.5 }, '--validators'],
    [{ payloadBytes: 257 }, '--payload'],
    [{ accounts: 1 }, '--accounts'],
    [{ durationSeconds: 0 }, '--duration'],
    [{ latencyMs: -1 }, '--latency'],
    [{ lossPercent: 21 }, '--loss'],
    [{ lossPercent: Number.NaN }, '--loss'],
    [{ repeat: 0 }, '--repeat'],
    [{ schemes: ['slh-dsa-sha2-128s' as const] }, "can't vote"],
    [{ rate: 0 }, '--rate'],
    [{ rate: 100_000, accounts: 10 }, 'give --accounts 25000 or more'],
  ])('like %j are refused by name', (change, named) => {
    expect(ledgerOptionsProblem({ ...defaultLedgerOptions, ...change })).toContain(named);
  });
});
