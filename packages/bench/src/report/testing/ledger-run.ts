/** A run of ledgers with figures that are easy to check by hand. */
import { createRun } from '../../environment.ts';
import type { BenchRun, Metric } from '../../run.ts';

/** Ed25519 beside ML-DSA-65, or another, four nodes. */
export function ledgerRun(postQuantum = 'ml-dsa-65'): Promise<BenchRun> {
  const figures: readonly (readonly [name: string, unit: string, before: number, after: number])[] =
    [
      ['idle finality, median', 'ms', 40, 60],
      ['knee', 'payments/s', 1_200, 700],
      ['CPU', 'µs/payment/node', 500, 800],
      ['CPU verify', 'µs/payment/node', 250, 450],
      ['sent transactions', 'B/payment/node', 300, 3_000],
      ['disk body', 'B/payment', 160, 160],
      ['disk witness', 'B/payment', 200, 3_340],
    ];
  const metrics: Metric[] = ['ed25519', postQuantum].flatMap((subject, index) =>
    figures.map(([name, unit, before, after]): Metric => {
      const value = index === 0 ? before : after;
      return { name, subject, unit, better: 'lower', samples: [value, value * 1.02, value * 0.98] };
    }),
  );
  const phase = (name: string, rate: number) => ({
    phase: name,
    offeredPerSecond: rate,
    achievedPerSecond: rate * 0.97,
    latency: {
      points: Array.from({ length: 20 }, (_, step) => [20 + step * 10, (step + 1) / 20] as const),
    },
  });
  return createRun({
    kind: 'ledger',
    seed: 1,
    command: 'trellis bench ledger',
    parameters: { validators: 4 },
    metrics,
    raw: {
      trials: ['ed25519', postQuantum].map((scheme) => ({
        scheme,
        status: 'ok',
        phases: [phase('ramp', 400), phase('sustained', 560), phase('overload', 900)],
      })),
    },
    startedAt: new Date(0),
    failure: null,
  });
}
