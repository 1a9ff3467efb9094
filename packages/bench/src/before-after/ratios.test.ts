import { expect, it } from 'vitest';
import type { BenchRun } from '../run.ts';
import type { MeasuredLoad } from './measured-network.ts';
import { isReached, type Loads, loadTable, ratiosOf, ratioTable, replayTable } from './ratios.ts';
import { readJoining } from './replays.ts';
import { runRounds } from './rounds.ts';

const signatures: BenchRun = {
  format: 'trellis-bench/1',
  kind: 'signatures',
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
  metrics: Object.entries({
    'ml-dsa-65, trellis': 20,
    'ml-dsa-65, trellis-new-key': 80,
    'ml-dsa-65, openssl': 200,
    'ed25519, openssl': 100,
    'ed25519, sodium': 50,
  }).map(([subject, value]) => {
    return { name: 'verify 200 B', subject, unit: '', better: 'none', samples: [value] };
  }),
  raw: null,
};

const load = (changes: Partial<MeasuredLoad>): MeasuredLoad => ({
  offered: 100,
  final: 100,
  perSecond: 100,
  cpuMicros: 100,
  generatorMicros: 10,
  blocks: 10,
  p50Ms: 1,
  p99Ms: 2,
  memoryBytes: 1,
  paymentBytes: 1_000,
  sentBytes: 800,
  ...changes,
});

const loads = (cpus: readonly number[], perSecond: number): Loads => ({
  cold: [],
  steady: cpus.map((cpuMicros) => load({ cpuMicros })),
  overload: [load({ perSecond })],
});

const replays = {
  before: {
    catchUp: [{ cpuMicros: 400, perSecond: 2_000 }],
    audit: [{ cpuMicros: 300, perSecond: 1_000 }],
  },
  after: { catchUp: [{ cpuMicros: 100, perSecond: 6_000 }], audit: [] },
};

it('divides medians of what belongs together, and says what is reached', () => {
  const ratios = ratiosOf({
    signatures,
    chromium: { ours: 10, noble: 1_000 },
    replays,
    before: loads([1_000, 900, 5_000], 400),
    after: loads([300, 9_000, 400], 900),
    classical: loads([], 1_000),
  });
  expect(ratios.map((one) => [one.value, isReached(one)])).toEqual([
    [0.1, true],
    [0.4, true],
    [0.2, false],
    [0.4, true],
    [0.01, true],
    [0.4, true],
    [1, false],
    [2.25, false],
    [0.9, false],
    [undefined, false],
    [0.8, true],
    [4, true],
    [3, false],
    [undefined, false],
    [undefined, false],
  ]);
  expect(replayTable(replays)).toContain('| after | 100 (100–100) | 6000 (6000–6000) | - | - |');
  expect(ratioTable(ratios)).toContain(
    '| CPU a payment and node, ML-DSA-65 | 0.400 | ≤ 0.4 | yes |',
  );
});

it('loads all in turns, and counts what was brought to its end', async () => {
  const order: string[] = [];
  const contender = (name: string, fails: number) => {
    let calls = 0;
    const run = async (rate: number): Promise<MeasuredLoad> => {
      order.push(`${name} ${rate}`);
      calls += 1;
      if (calls === fails) throw new Error('broke off');
      return load({ cpuMicros: calls });
    };
    return { name, network: { load: run }, cold: [], steady: [], overload: [] };
  };
  const contenders = [contender('a', 0), contender('b', 4)];
  const told: string[] = [];
  const plan = { rounds: 2, rate: 5, seconds: 1, overloadRate: 20, overloadSeconds: 1 };
  let kept = 0;
  const keep = async (): Promise<void> => {
    kept += 1;
  };
  await runRounds(contenders, plan, (text) => told.push(text), keep);
  expect(kept).toBe(9);
  const rounds = [5, 20, 5, 20].flatMap((rate) => [`a ${rate}`, `b ${rate}`]);
  expect(order).toEqual(['a 5', 'b 5', 'a 20', 'a 5', 'b 20', 'b 5', ...rounds]);
  expect(contenders.map(({ steady, overload }) => [steady.length, overload.length])).toEqual([
    [2, 2],
    [1, 2],
  ]);
  expect(told.filter((text) => text.includes('broke off'))).toHaveLength(1);
  expect(loadTable(contenders)).toContain('| a | 6 (4–6) | 1 (1–1) | 10 (10–10) |');
});

it('reads what catching up took', () => {
  const text =
    'making 24 blocks of 500 payments (ml-dsa-65)\n' +
    'caught up with 24 blocks (40.6 MiB) in 2893 ms, 4148 payments/s; verifying 12072 signatures alone takes ' +
    '430 ms: 15 % of the verification bound\n  CPU: 1800 ms (main thread 1104); verifying alone: 265 ms: 14 %\n';
  expect(readJoining(text)).toEqual({ perSecond: 4_148, cpuMicros: 150 });
  expect(() => readJoining('caught up with nothing')).toThrow('no figures');
});
