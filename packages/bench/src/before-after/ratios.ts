/** What this commit costs beside an earlier one and beside other implementations, as ratios of medians. */
import { medianOf } from '../metric-table.ts';
import type { BenchRun, Metric } from '../run.ts';

export interface MeasuredRuns {
  /** `bench signatures` of this commit. */
  readonly signatures: BenchRun;
  /** `bench ledger` of both, in turns; this commit's has Ed25519 as well. */
  readonly before: BenchRun;
  readonly after: BenchRun;
}

export interface Ratio {
  readonly what: string;
  readonly value: number | undefined;
  /** At most or at least so much. */
  readonly required: readonly ['≤' | '≥' | '<', number];
}

const scheme = 'ml-dsa-65';

/** All samples of several runs of the same as one run; some may lack what others have, as they broke off. */
export function joined(runs: readonly BenchRun[]): BenchRun {
  const [first] = runs;
  if (first === undefined) throw new RangeError('expected a run or more');
  const metrics = new Map<string, Metric>();
  for (const metric of runs.flatMap((run) => run.metrics)) {
    const key = `${metric.name}\n${metric.subject}`;
    const samples = [...(metrics.get(key)?.samples ?? []), ...metric.samples];
    metrics.set(key, { ...metric, samples });
  }
  return { ...first, metrics: [...metrics.values()] };
}

export function ratiosOf({ signatures, before, after }: MeasuredRuns): readonly Ratio[] {
  const verify = (subject: string): number | undefined => medianOf(signatures, verifyName, subject);
  const verifyName =
    signatures.metrics.find(({ name }) => /^verify [0-9]+ B$/.test(name))?.name ?? '';
  const known = verify(`${scheme}, trellis`);
  const openssl = verify(`${scheme}, openssl`);
  const ledger = (run: BenchRun, name: string, subject = scheme) => medianOf(run, name, subject);
  const sent = ['transactions', 'proposals', 'blocks', 'direct', 'request'].map((topic) =>
    ledger(after, `sent ${topic}`),
  );
  return [
    ratio('ML-DSA-65 verify, key known, over OpenSSL', known, openssl, ['≤', 0.1]),
    ratio(
      'ML-DSA-65 verify, key not known, over OpenSSL',
      verify(`${scheme}, trellis-new-key`),
      openssl,
      ['≤', 0.45],
    ),
    ratio(
      "ML-DSA-65 verify, key known, over OpenSSL's Ed25519",
      known,
      verify('ed25519, openssl'),
      ['≤', 0.15],
    ),
    ratio(
      'ML-DSA-65 verify, key known, over the fastest Ed25519 of npm (libsodium)',
      known,
      verify('ed25519, sodium'),
      ['<', 1],
    ),
    ratio('CPU a payment and node, ML-DSA-65', ledger(after, 'CPU'), ledger(before, 'CPU'), [
      '≤',
      0.4,
    ]),
    ratio(
      'payments/s that it keeps up with, ML-DSA-65',
      ledger(after, 'knee'),
      ledger(before, 'knee'),
      ['≥', 2.5],
    ),
    ratio(
      'payments/s in overload, ML-DSA-65',
      ledger(after, 'achieved in overload'),
      ledger(before, 'achieved in overload'),
      ['≥', 2.5],
    ),
    ratio(
      'payments/s that it keeps up with, ML-DSA-65 over Ed25519',
      ledger(after, 'knee'),
      ledger(after, 'knee', 'ed25519'),
      ['≥', 1],
    ),
    ratio(
      'CPU a payment and node, ML-DSA-65 over Ed25519',
      ledger(after, 'CPU'),
      ledger(after, 'CPU', 'ed25519'),
      ['≤', 1],
    ),
    ratio(
      'bytes sent a payment and node over its size',
      sent.reduce<number | undefined>(
        (sum, one) => (sum === undefined || one === undefined ? undefined : sum + one),
        0,
      ),
      ledger(after, 'payment'),
      ['≤', 0.85],
    ),
  ];
}

function ratio(
  what: string,
  above: number | undefined,
  below: number | undefined,
  required: Ratio['required'],
): Ratio {
  const value = above === undefined || below === undefined ? undefined : above / below;
  return { what, value, required };
}

export function isReached({ value, required: [sign, limit] }: Ratio): boolean {
  if (value === undefined) return false;
  if (sign === '≥') return value >= limit;
  return sign === '≤' ? value <= limit : value < limit;
}

/** Rows of a Markdown table. */
export function ratioTable(ratios: readonly Ratio[]): string {
  const rows = ratios.map((one) => {
    const { what, value, required } = one;
    const shown = value === undefined ? '-' : value.toPrecision(3);
    return `| ${what} | ${shown} | ${required.join(' ')} | ${isReached(one) ? 'yes' : 'no'} |`;
  });
  return ['| ratio | measured | required | reached |', '| --- | ---: | ---: | --- |', ...rows].join(
    '\n',
  );
}
