/** What the machine could verify if it did nothing else, and how much of that a network reached. */
import { availableParallelism } from 'node:os';
import { createProvider, generateSeed, type SchemeName } from '@trellis/crypto';
import { BenchError, type BenchRun, type Metric } from '../run.ts';
import { ascending, quantile } from '../statistics.ts';
import { figure, textTable } from '../table.ts';
import { yardstick } from '../yardstick.ts';

export interface VerifyBound {
  readonly scheme: SchemeName;
  /** Verifications a second, one after another on one core. */
  readonly oneCorePerSecond: number;
  /** On OpenSSL's threads, all cores busy. */
  readonly allCoresPerSecond: number;
  /** Payments a second of a network on this machine whose nodes each verify every payment. */
  readonly networkPerSecond: number;
  /** Payments a second that the given run reached, and their share; `null` without one. */
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

const messageBytes = 256;
const inFlight = 16;

/** Measures the bound of each scheme. Throws `BenchError` `bad_option` for a run of another kind. */
export async function measureVerifyBound(
  plan: VerifyBoundPlan,
  onProgress: (share: number, what: string) => void = () => undefined,
): Promise<{ readonly bounds: readonly VerifyBound[]; readonly metrics: readonly Metric[] }> {
  const { ledger } = plan;
  if (ledger !== null && ledger.kind !== 'ledger') {
    throw new BenchError(
      'bad_option',
      `--ledger: that is a run of ${ledger.kind}, not of a ledger`,
    );
  }
  const rates = new Map<SchemeName, { one: number[]; all: number[]; yardsticks: number[] }>();
  let done = 0;
  for (let round = 0; round < plan.rounds; round++) {
    for (const scheme of plan.schemes) {
      const known = rates.get(scheme) ?? { one: [], all: [], yardsticks: [] };
      rates.set(scheme, known);
      known.one.push(await rate(scheme, 1, plan.millisecondsEach));
      known.all.push(await rate(scheme, inFlight, plan.millisecondsEach));
      known.yardsticks.push(yardstick());
      done += 1;
      onProgress(done / (plan.rounds * plan.schemes.length), `verify ${scheme}`);
    }
  }
  const bounds: VerifyBound[] = [];
  const metrics: Metric[] = [];
  for (const [scheme, { one, all, yardsticks }] of rates) {
    const allCores = quantile(ascending(all), 0.5);
    const network = allCores / plan.validators;
    const reached = ledger === null ? undefined : reachedBy(ledger, scheme);
    bounds.push({
      scheme,
      oneCorePerSecond: quantile(ascending(one), 0.5),
      allCoresPerSecond: allCores,
      networkPerSecond: network,
      reached: reached === undefined ? null : { perSecond: reached, share: reached / network },
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

async function rate(scheme: SchemeName, parallel: number, milliseconds: number): Promise<number> {
  const provider = createProvider('native');
  const seed = generateSeed(scheme);
  const key = provider.openKey(scheme, seed);
  seed.fill(0);
  const message = new Uint8Array(messageBytes).fill(3);
  const signature = await key.sign('tx', message);
  const claim = { scheme, purpose: 'tx' as const, publicKey: key.publicKey, message, signature };
  let done = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: parallel }, async () => {
      do {
        if (!(await provider.verify(claim))) throw new Error(`${scheme} does not verify`);
        done += 1;
      } while (performance.now() - started < milliseconds);
    }),
  );
  return (done * 1000) / (performance.now() - started);
}

/** The knee of the run's networks of this scheme: the highest rate they kept up with. */
function reachedBy({ metrics }: BenchRun, scheme: SchemeName): number | undefined {
  const knee = metrics.find(({ name, subject }) => name === 'knee' && subject === scheme);
  return knee === undefined ? undefined : quantile(ascending(knee.samples), 0.5);
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
