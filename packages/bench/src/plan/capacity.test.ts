import { describe, expect, it } from 'vitest';
import { medianOf } from '../metric-table.ts';
import { type CapacityQuestion, planCapacity } from './capacity.ts';
import { committedRuns } from './committed-runs.ts';
import { capacityConstants, lineThrough } from './constants.ts';
import { equalSites, namedSites, roundDelays } from './sites.ts';

const { ledger, growth } = committedRuns();
const constants = capacityConstants(ledger, growth, 'ml-dsa-65');
const question: CapacityQuestion = {
  validators: 4,
  payments: 100,
  retentionDays: 7,
  sites: namedSites['one-site'],
  accounts: 100_000,
  coresPerHost: 4,
  nodesPerHost: 1,
  megabitsPerSecond: 1_000,
};
const plan = (changes: Partial<CapacityQuestion> = {}) =>
  planCapacity(constants, { ...question, ...changes });

describe('delays of a round', () => {
  it('are three messages one way between equally far nodes', () => {
    const { roundMs, toProposerMs } = roundDelays(4, equalSites(4, 100));
    // The proposer has its own proposal at once, and waits for two others as everybody does.
    expect(roundMs).toBe(150);
    expect(toProposerMs).toBe(37.5);
  });

  it('are short within a site, and long where no site has a quorum', () => {
    const far = { words: '', roundTripMs: () => 1_000 };
    expect(roundDelays(4, { ...far, count: 1 }).roundMs).toBeLessThan(1);
    // Two of four in each site: each vote needs one from the other.
    expect(roundDelays(4, { ...far, count: 2 }).roundMs).toBeGreaterThan(1_000);
  });

  it('take sites by their names', () => {
    const { roundTripMs } = namedSites['eu-3'];
    expect([roundTripMs(0, 1), roundTripMs(1, 2), roundTripMs(2, 0)]).toEqual([8, 20, 30]);
    expect([roundTripMs(1, 0), roundTripMs(2, 1), roundTripMs(0, 2)]).toEqual([8, 20, 30]);
  });
});

describe('constants', () => {
  it('divide what was measured between payments and blocks, and lose nothing of it', () => {
    const of = (name: string): number => medianOf(ledger, name, 'ml-dsa-65') ?? Number.NaN;
    const perBlock = of('block at the sustained load') / of('payment');
    const { fixed, each } = constants.block.cpuMillis;
    const whole = constants.payment.cpuMicros + (1_000 * (fixed + 4 * each)) / perBlock;
    expect(whole / of('CPU')).toBeGreaterThan(0.95);
    expect(whole / of('CPU')).toBeLessThan(1.05);
  });

  it('refuse a run of another kind, one that broke off, and one without the scheme', () => {
    const take = (...runs: [typeof ledger, typeof growth]) => capacityConstants(...runs, 'ed25519');
    expect(() => take(growth, growth)).toThrow(/a run of growth, not of ledger/);
    expect(() => take({ ...ledger, complete: false, failure: 'x' }, growth)).toThrow(
      /broke off: x/,
    );
    expect(() => take(ledger, growth)).toThrow(/0 networks of ed25519/);
  });

  it('refuse figures that nothing has measured, and those that no costs follow from', () => {
    const withAll = (run: typeof ledger, value: number) => ({
      ...run,
      metrics: run.metrics.map((one) => ({ ...one, samples: one.samples.map(() => value) })),
    });
    for (const value of [-1, 1e308, Number.NaN]) {
      expect(() => capacityConstants(withAll(ledger, value), growth, 'ml-dsa-65')).toThrow(
        `is ${value}`,
      );
    }
    const none = /no costs follow/;
    expect(() => capacityConstants(withAll(ledger, 0), growth, 'ml-dsa-65')).toThrow(none);
    expect(() => capacityConstants(ledger, withAll(growth, 0), 'ml-dsa-65')).toThrow(none);
  });

  it('are lines by least squares', () => {
    const line = lineThrough([
      [1, 3],
      [2, 5],
      [4, 9],
    ]);
    expect(line.each).toBeCloseTo(2);
    expect(line.fixed).toBeCloseTo(1);
  });
});

describe('what 4 and 7 validators cost', () => {
  const smaller = {
    ...growth,
    metrics: growth.metrics.filter(({ subject }) => !subject.startsWith('10 validators')),
  };
  const measuredAtTen = (name: string): number =>
    medianOf(growth, name, '10 validators, ml-dsa-65') ?? Number.NaN;
  const ten = planCapacity(capacityConstants(ledger, smaller, 'ml-dsa-65'), {
    ...question,
    validators: 10,
    payments: 10,
    nodesPerHost: 10,
    coresPerHost: growth.machine.cores,
  });

  it('tells what a block of 10 sends, and how long it takes', () => {
    const sent = ten.sentBytesPerPayment * ten.paymentsPerBlock;
    // With its certificate, and payments that are some kilobytes each.
    const measured = measuredAtTen('votes sent') + measuredAtTen('certificate');
    expect(sent / measured).toBeGreaterThan(0.8);
    expect(sent / measured).toBeLessThan(1.25);
    const interval = 1_000 / ten.blocksPerSecond;
    expect(interval / measuredAtTen('block interval')).toBeGreaterThan(0.7);
    expect(interval / measuredAtTen('block interval')).toBeLessThan(1.3);
  });
});

describe('capacity', () => {
  it('grows with payments, validators and days, each by what it should', () => {
    expect(plan({ payments: 200 }).disk.windowBytes).toBeGreaterThan(plan().disk.windowBytes);
    expect(plan({ validators: 16 }).coresUsed).toBeGreaterThan(plan().coresUsed);
    const state = plan({ retentionDays: 0 }).disk.windowBytes;
    const week = plan().disk.windowBytes - state;
    const month = plan({ retentionDays: 28 }).disk.windowBytes - state;
    expect(month / week).toBeCloseTo(4);
  });

  it('begins a block for each payment while there are few, and larger ones when there are many', () => {
    expect(plan({ payments: 1 }).paymentsPerBlock).toBe(1);
    expect(plan({ payments: 500 }).paymentsPerBlock).toBeGreaterThan(50);
    expect(plan({ payments: 0 }).blocksPerSecond).toBe(0.1);
  });

  it('says what ends first, and sustains just as much', () => {
    const narrow = { validators: 7, megabitsPerSecond: 5 };
    const { most } = plan(narrow);
    expect(most.by).toBe('line');
    expect(plan({ ...narrow, payments: most.payments }).finalityMs).not.toBeNull();
    expect(plan({ ...narrow, payments: most.payments + 1 }).finalityMs).toBeNull();
    expect(plan().most.by).toBe('one thread of a node');
    expect(plan({ nodesPerHost: 4, coresPerHost: 2 }).most.by).toBe('cores');
  });

  it('adds the lines’ delays to finality', () => {
    const near = plan({ payments: 1 }).idleFinalityMs;
    const far = plan({ payments: 1, sites: equalSites(4, 100) }).idleFinalityMs;
    expect(far - near).toBeGreaterThan(150);
    expect(far - near).toBeLessThan(200);
  });
});
