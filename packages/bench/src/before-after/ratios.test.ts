import { expect, it } from 'vitest';
import type { BenchRun } from '../run.ts';
import { isReached, joined, ratiosOf, ratioTable } from './ratios.ts';

const run = (figures: Readonly<Record<string, number>>): BenchRun => ({
  format: 'trellis-bench/1',
  kind: 'ledger',
  complete: true,
  failure: null,
  machine: { processor: 'p', cores: 2, memoryBytes: 1, system: 's' },
  versions: {},
  commit: 'c',
  seed: 1,
  startedAt: '',
  seconds: 1,
  command: '',
  parameters: {},
  metrics: Object.entries(figures).map(([key, value]) => {
    const [name = '', subject = ''] = key.split('; ');
    return { name, subject, unit: '', better: 'none', samples: [value] };
  }),
  raw: null,
});

const signatures = run({
  'verify 200 B; ml-dsa-65, trellis': 20,
  'verify 200 B; ml-dsa-65, trellis-new-key': 80,
  'verify 200 B; ml-dsa-65, openssl': 200,
  'verify 200 B; ed25519, openssl': 100,
  'verify 200 B; ed25519, sodium': 50,
});

it('divides what belongs together, and says what is reached', () => {
  const before = run({ 'CPU; ml-dsa-65': 1_000, 'knee; ml-dsa-65': 400 });
  const after = run({
    'CPU; ml-dsa-65': 400,
    'CPU; ed25519': 500,
    'knee; ml-dsa-65': 900,
    'knee; ed25519': 1_000,
    'payment; ml-dsa-65': 1_000,
    ...Object.fromEntries(
      ['transactions', 'proposals', 'blocks', 'direct', 'request'].map((topic) => [
        `sent ${topic}; ml-dsa-65`,
        160,
      ]),
    ),
  });
  const ratios = ratiosOf({ signatures, before, after });
  expect(ratios.map((one) => [one.value, isReached(one)])).toEqual([
    [0.1, true],
    [0.4, true],
    [0.2, false],
    [0.4, true],
    [0.4, true],
    [2.25, false],
    [undefined, false],
    [0.9, false],
    [0.8, true],
    [0.8, true],
  ]);
  expect(ratioTable(ratios)).toContain(
    '| CPU a payment and node, ML-DSA-65 | 0.400 | ≤ 0.4 | yes |',
  );
});

it('joins the rounds, of which one may have broken off', () => {
  const whole = joined([run({}), run({ 'CPU; a': 1, 'knee; a': 2 }), run({ 'CPU; a': 3 })]);
  expect(whole.metrics.map(({ name, samples }) => [name, samples])).toEqual([
    ['CPU', [1, 3]],
    ['knee', [2]],
  ]);
});
