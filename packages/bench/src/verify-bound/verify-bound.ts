/** What the machine could verify if it did nothing else, and how much of that a network reached. */
import { availableParallelism } from 'node:os';
import type { SchemeName } from '@trellis/crypto';
import { medianOf } from '../metric-table.ts';
import { BenchError, type BenchRun, type Metric } from '../run.ts';
import { median } from '../statistics.ts';
import { figure, textTable } from '../table.ts';
import { yardstick } from '../yardstick.ts';
import { allCoresInFlight, boundShareName, verificationsPerSecond, verifyBound } from './bound.ts';

export interface VerifyBound {
  readonly scheme: SchemeName;
  /** Verifications a second, one after another on one core. */
  readonly oneCorePerSecond: number;
  /** On OpenSSL's threads, all cores busy. */
  readonly allCoresPerSecond: number;
  /** The bound of a network on this machine, as `bound.ts` defines it. */
  readonly networkPerSecond: number;
  /**
   * The knee of the given run's networks, and which share that was of the bound measured just before
   * each; `null` without one.
   */
  readonly reached: { readonly perSecond: number; readonly share: number } | null;
}

export interface VerifyBoundPlan {
  readonly schemes: readonly SchemeName[];
  readonly validators: number;
  readonly rounds: number;
  readonly millisecondsEach: number;
  /** A run of `trellis bench ledger` to set beside the bound. */
  readonly ledger: BenchRun | null;
}

/** Measures the bound of each scheme. Throws `BenchError` `bad_option` for a run of another kind. */
export async function measureVerifyBound(
  plan: VerifyBoundPlan,
  onProgress: (share: number, what: string) => void = () => undefined,
  signal?: AbortSignal,
): Promise<{ readonly bounds: readonly VerifyBound[]; readonly metrics: readonly Metric[] }> {
  const { ledger, validators } = plan;
  if (ledger !== null && ledger.kind !== 'ledger') {
    throw new BenchError(
      'bad_option',
      `--ledger: that is a run of ${ledger.kind}, not of a ledger`,
    );
  }
  if (ledger !== null && Number(ledger.parameters.validators ?? validators) !== validators) {
    throw new BenchError(
      'bad_option',
      `--ledger: that is a run with ${ledger.parameters.validators} validators; give --validators ${ledger.parameters.validators}`,
    );
  }
  const rates = new Map<SchemeName, { one: number[]; all: number[]; yardsticks: number[] }>();
  let done = 0;
  for (let round = 0; round < plan.rounds; round++) {
    for (const scheme of plan.schemes) {
      signal?.throwIfAborted();
      const known = rates.get(scheme) ?? { one: [], all: [], yardsticks: [] };
      rates.set(scheme, known);
      known.one.push(await verificationsPerSecond(scheme, 1, plan.millisecondsEach));
      known.all.push(await verificationsPerSecond(scheme, allCoresInFlight, plan.millisecondsEach));
      known.yardsticks.push(yardstick());
      done += 1;
      onProgress(done / (plan.rounds * plan.schemes.length), `verify ${scheme}`);
    }
  }
  const bounds: VerifyBound[] = [];
  const metrics: Metric[] = [];
  for (const [scheme, { one, all, yardsticks }] of rates) {
    const allCores = median(all);
    bounds.push({
      scheme,
      oneCorePerSecond: median(one),
      allCoresPerSecond: allCores,
      networkPerSecond: verifyBound(allCores, validators),
      reached: ledger === null ? null : reachedBy(ledger, scheme),
    });
    const inMicros = (perSecond: readonly number[]): number[] =>
      perSecond.map((each) => 1e6 / each);
    const facts = { subject: scheme, unit: 'µs', better: 'lower' as const, yardstick: yardsticks };
    metrics.push(
      { ...facts, name: 'verify, one core', samples: inMicros(one) },
      { ...facts, name: 'verify, all cores', samples: inMicros(all) },
    );
  }
  return { bounds, metrics };
}

/** What the run found out itself: its own bounds were measured when the machine was as it was then. */
function reachedBy(run: BenchRun, scheme: SchemeName): VerifyBound['reached'] {
  const knee = medianOf(run, 'knee', scheme);
  const share = medianOf(run, boundShareName, scheme);
  return knee === undefined || share === undefined ? null : { perSecond: knee, share: share / 100 };
}

/** As text. */
export function verifyBoundText(bounds: readonly VerifyBound[], validators: number): string {
  return [
    textTable([
      [
        'scheme',
        '/s one core',
        '/s all cores',
        `payments/s for ${validators} nodes`,
        'reached/s',
        'share',
      ],
      ...bounds.map(
        ({ scheme, oneCorePerSecond, allCoresPerSecond, networkPerSecond, reached }) => [
          scheme,
          figure(oneCorePerSecond),
          figure(allCoresPerSecond),
          figure(networkPerSecond),
          reached === null ? '-' : figure(reached.perSecond),
          reached === null ? '-' : `${Math.round(reached.share * 100)} %`,
        ],
      ),
    ]),
    '',
    `All nodes of a network on this machine share its ${availableParallelism()} cores, and each verifies every payment once.`,
  ].join('\n');
}
