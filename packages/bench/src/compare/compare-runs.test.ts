import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BenchRun, Metric } from '../run.ts';
import { benchSignatures } from '../signatures/index.ts';
import { compareRuns } from './compare-runs.ts';
import { comparisonText } from './text.ts';

const runOf = (metrics: readonly Metric[], changes: Partial<BenchRun> = {}): BenchRun => ({
  format: 'trellis-bench/1',
  kind: 'signatures',
  complete: true,
  failure: null,
  machine: { processor: 'one', cores: 2, memoryBytes: 1, system: 'test' },
  versions: {},
  commit: 'unknown',
  seed: 1,
  startedAt: '2026-01-01T00:00:00Z',
  seconds: 1,
  command: '',
  parameters: { rounds: 7 },
  metrics: [...metrics],
  raw: null,
  ...changes,
});

/** Numbers from 0 to 1 (mulberry32); fast-check's own would favour the extremes, which noise does not. */
function createNoise(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Repetitions around `centre`: noise of 2 % either way, and in a third of the rows a disturbed one. */
function noisy(centre: number, noise: () => number, count = 7): number[] {
  const disturbed = Math.floor(noise() * count * 3);
  return Array.from(
    { length: count },
    (_, index) => centre * (0.98 + 0.04 * noise()) * (index === disturbed ? 1.5 : 1),
  );
}

const metric = (name: string, samples: number[], changes: Partial<Metric> = {}): Metric => ({
  name,
  subject: 'ml-dsa-65',
  unit: 'µs',
  better: 'lower',
  samples,
  ...changes,
});

const names = Array.from({ length: 60 }, (_, index) => `figure ${index}`);

describe('comparing runs', () => {
  it('finds no difference between runs of the same, however many figures there are', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const noise = createNoise(seed);
        const [a, b] = [0, 1].map(() =>
          runOf(names.map((name) => metric(name, noisy(100, noise)))),
        );
        if (a === undefined || b === undefined) throw new Error('two runs');
        expect(compareRuns(a, b).differs).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  it('finds a slow-down of 20 %, and only there', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(59), (seed, where) => {
        const noise = createNoise(seed);
        const [before, after] = [100, 120].map((centre) =>
          runOf(
            names.map((name, index) => metric(name, noisy(index === where ? centre : 100, noise))),
          ),
        );
        if (before === undefined || after === undefined) throw new Error('two runs');
        const { comparisons } = compareRuns(before, after);
        const found = comparisons.filter(({ verdict }) => verdict !== 'same');
        expect(found.map(({ name, verdict }) => [name, verdict])).toEqual([
          [names[where], 'worse'],
        ]);
      }),
      { numRuns: 200 },
    );
  });

  it('takes a slower machine for what it is, by the yardstick', () => {
    const times = [100, 101, 99, 100, 102];
    const before = runOf([metric('sign', times, { yardstick: [10, 10, 10, 10, 10] })]);
    const slower = times.map((time) => time * 1.6);
    const after = runOf([metric('sign', slower, { yardstick: [16, 16, 16, 16, 16] })]);
    expect(compareRuns(before, after).differs).toBe(false);
    const without = runOf([metric('sign', slower)]);
    expect(compareRuns(runOf([metric('sign', times)]), without).differs).toBe(true);
  });

  it('takes any change of a size for a difference', () => {
    const size = (bytes: number) =>
      runOf([metric('payment', [bytes, bytes, bytes], { unit: 'B' })]);
    expect(compareRuns(size(3_528), size(3_528)).differs).toBe(false);
    expect(compareRuns(size(3_528), size(3_529)).comparisons[0]?.verdict).toBe('worse');
    expect(compareRuns(size(3_528), size(3_500)).comparisons[0]?.verdict).toBe('better');
  });

  it.each([3, 5, 7])('finds none in %i repetitions with the tails of real noise', (count) => {
    // Normal noise (Box and Muller), on quiet and on busy machines.
    for (const scatter of [0.02, 0.1]) {
      const noise = createNoise(count);
      const normal = (): number =>
        Math.sqrt(-2 * Math.log(1 - noise())) * Math.cos(2 * Math.PI * noise());
      const run = (): BenchRun =>
        runOf(
          names.map((name) =>
            metric(
              name,
              Array.from({ length: count }, () => 100 * Math.exp(scatter * normal())),
            ),
          ),
        );
      const alarms = Array.from({ length: 200 }, () => compareRuns(run(), run()).differs);
      expect(alarms.filter((alarm) => alarm).length).toBeLessThanOrEqual(8);
    }
  });

  it.each([
    ['once', [1], [3]],
    ['twice', [1, 2], [3, 4]],
    ['once in one of the runs', [1, 1, 1], [3]],
  ])('does not judge what was measured %s', (_what, before, after) => {
    const compared = compareRuns(runOf([metric('x', before)]), runOf([metric('x', after)]));
    expect(compared.comparisons[0]?.verdict).toBe('too few samples');
    expect(compared.differs).toBe(false);
    expect(comparisonText(compared)).toContain('three repetitions or more');
    const steady = metric('y', [5, 5, 5]);
    const beside = compareRuns(
      runOf([metric('x', before), steady]),
      runOf([metric('x', after), steady]),
    );
    expect(comparisonText(beside)).toContain('No difference beyond noise in 1 figures.');
    expect(comparisonText(beside)).toContain('1 figures have too few repetitions');
  });

  it('tells what is known once and is neither better nor worse, and compares it not', () => {
    const fact = metric('signature', [2_420], { unit: 'B', better: 'none' });
    const time = metric('sign', [5, 5, 5]);
    const other = { ...fact, samples: [3_309] };
    const { comparisons, unmatched } = compareRuns(runOf([fact, time]), runOf([other, time]));
    expect(comparisons.map(({ name }) => name)).toEqual(['sign']);
    expect(unmatched).toEqual([]);
  });

  it('refuses runs without a figure in common', () => {
    const [a, b] = [runOf([metric('x', [1, 2, 3])]), runOf([metric('y', [1, 2, 3])])];
    expect(() => compareRuns(a, b)).toThrow('no figure in common');
  });

  it.each<[string, Partial<BenchRun>, string]>([
    ['another kind', { kind: 'ledger' }, "of signatures can't be compared with one of ledger"],
    ['other parameters', { parameters: { rounds: 3 } }, 'differ in rounds: 7 and 3'],
    ['a run that broke off', { complete: false, failure: 'a node died' }, 'a node died'],
  ])('refuses %s', (_what, changes, text) => {
    const one = runOf([metric('x', [1, 2, 3])]);
    expect(() => compareRuns(one, { ...one, ...changes })).toThrow(text);
  });

  it('tells a real scheme from one that does a fifth more', async () => {
    const options = {
      schemes: ['ml-dsa-44' as const],
      providers: ['openssl' as const],
      sizes: [32],
      rounds: 7,
      millisecondsEach: 12,
      millisecondsOnAllCores: 0,
      seed: 1,
    };
    const { metrics } = await benchSignatures(options);
    const verify = metrics.find(({ name }) => name === 'verify 32 B');
    if (verify === undefined) throw new Error('no such metric');
    const slower = { ...verify, samples: verify.samples.map((sample) => sample * 1.2) };
    const [same, changed] = [
      compareRuns(runOf([verify]), runOf([verify])),
      compareRuns(runOf([verify]), runOf([slower])),
    ];
    expect(same.differs).toBe(false);
    const [found] = changed.comparisons;
    if (found === undefined) throw new Error('nothing was compared');
    expect(found.ratio).toBeCloseTo(1.2);
    // On a machine whose repetitions differ by more than that, nobody could tell, and it says so.
    expect(found.verdict).toBe(found.threshold < 0.2 ? 'worse' : 'same');
  });
});
