/** What this commit costs beside an earlier one and beside other implementations, as ratios of medians. */
import { medianOf } from '../metric-table.ts';
import type { BenchRun } from '../run.ts';
import { ascending, median } from '../statistics.ts';
import type { PageTimes } from './browser-page.ts';
import type { MeasuredLoad } from './measured-network.ts';
import type { Replay } from './replays.ts';
import type { Contender } from './rounds.ts';

export type Loads = Pick<Contender, 'cold' | 'steady' | 'overload'>;

/** What a chain costs whoever takes it over, with ML-DSA-65. */
interface Replays {
  readonly catchUp: Replay[];
  readonly audit: Replay[];
}

/** What was measured; what could not be is missing. */
export interface Measured {
  /** `bench signatures` of this commit. */
  readonly signatures: BenchRun | null;
  readonly chromium: PageTimes | null;
  readonly replays: Readonly<Record<'before' | 'after', Replays>>;
  /** Networks with ML-DSA-65 of the earlier commit and of this one, and one with Ed25519 of this one. */
  readonly before: Loads;
  readonly after: Loads;
  readonly classical: Loads;
}

export interface Ratio {
  readonly what: string;
  readonly value: number | undefined;
  /** At most or at least so much. */
  readonly required: readonly ['≤' | '≥' | '<', number];
}

const scheme = 'ml-dsa-65';

export function ratiosOf(measured: Measured): readonly Ratio[] {
  const { signatures, chromium, replays, before, after, classical } = measured;
  const sent = medianBy(after.steady, ({ sentBytes }) => sentBytes);
  return [
    ...(signatures === null ? [] : signatureRatios(signatures)),
    ratio('ML-DSA-65 verify in Chromium, key known, over noble', chromium?.ours, chromium?.noble, [
      '≤',
      0.015,
    ]),
    ratio('CPU a payment and node, ML-DSA-65', cpuOf(after), cpuOf(before), ['≤', 0.4]),
    ratio(
      'CPU a payment and node under overload, ML-DSA-65',
      overloadCpuOf(after),
      overloadCpuOf(before),
      ['≤', 0.4],
    ),
    ratio('payments/s under overload, ML-DSA-65', rateOf(after), rateOf(before), ['≥', 2.5]),
    ratio('payments/s under overload, ML-DSA-65 over Ed25519', rateOf(after), rateOf(classical), [
      '≥',
      1,
    ]),
    ratio('CPU a payment and node, ML-DSA-65 over Ed25519', cpuOf(after), cpuOf(classical), [
      '≤',
      1,
    ]),
    ratio(
      'bytes sent a payment and node over its size',
      sent,
      medianBy(after.steady, ({ paymentBytes }) => paymentBytes),
      ['≤', 0.85],
    ),
    ...replayRatios('catch-up by blocks', replays.before.catchUp, replays.after.catchUp),
    ...replayRatios('full audit', replays.before.audit, replays.after.audit),
  ];
}

/** How many times as fast it became: by the CPU time that it takes, and by the clock. */
function replayRatios(
  what: string,
  before: readonly Replay[],
  after: readonly Replay[],
): readonly Ratio[] {
  const cpu = (replays: readonly Replay[]) => medianBy(replays, ({ cpuMicros }) => cpuMicros);
  const rate = (replays: readonly Replay[]) => medianBy(replays, ({ perSecond }) => perSecond);
  return [
    ratio(`${what}, payments a second of CPU`, cpu(before), cpu(after), ['≥', 4]),
    ratio(`${what}, payments a second`, rate(after), rate(before), ['≥', 4]),
  ];
}

function signatureRatios(signatures: BenchRun): readonly Ratio[] {
  const name = signatures.metrics.find((one) => /^verify [0-9]+ B$/.test(one.name))?.name ?? '';
  const verify = (subject: string): number | undefined => medianOf(signatures, name, subject);
  const known = verify(`${scheme}, trellis`);
  const openssl = verify(`${scheme}, openssl`);
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
  ];
}

const cpuOf = ({ steady }: Loads) => medianBy(steady, ({ cpuMicros }) => cpuMicros);
const overloadCpuOf = ({ overload }: Loads) => medianBy(overload, ({ cpuMicros }) => cpuMicros);
const rateOf = ({ overload }: Loads) => medianBy(overload, ({ perSecond }) => perSecond);

function medianBy<T>(loads: readonly T[], value: (load: T) => number | null): number | undefined {
  const known = loads.flatMap((load) => value(load) ?? []);
  return known.length === 0 ? undefined : median(known);
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

const columns: readonly (readonly [
  name: string,
  of: keyof Loads,
  value: (load: MeasuredLoad) => number | null,
])[] = [
  ['CPU µs/payment/node', 'steady', ({ cpuMicros }) => cpuMicros],
  ['CPU µs after a start', 'cold', ({ cpuMicros }) => cpuMicros],
  ['payments/block', 'steady', ({ final, blocks }) => final / blocks],
  ['p50 ms', 'steady', ({ p50Ms }) => p50Ms],
  ['p99 ms', 'steady', ({ p99Ms }) => p99Ms],
  ['memory MB/node', 'steady', ({ memoryBytes }) => memoryBytes / 1e6],
  ['generator µs/payment', 'steady', ({ generatorMicros }) => generatorMicros],
  ['CPU µs in overload', 'overload', ({ cpuMicros }) => cpuMicros],
  ['payments/s in overload', 'overload', ({ perSecond }) => perSecond],
];

/** What the ratios are of: medians of the rounds, with the least and the most. */
export function loadTable(contenders: readonly (Loads & Pick<Contender, 'name'>)[]): string {
  const cell = (one: Loads, [, of, value]: (typeof columns)[number]): string => {
    const sorted = ascending(one[of].flatMap((load) => value(load) ?? []));
    const [least, most] = [sorted[0], sorted.at(-1)];
    if (least === undefined || most === undefined) return '-';
    return `${median(sorted).toFixed(0)} (${least.toFixed(0)}–${most.toFixed(0)})`;
  };
  const rows = contenders.map(
    (one) => `| ${[one.name, ...columns.map((c) => cell(one, c))].join(' | ')} |`,
  );
  const head = `| network | ${columns.map(([name]) => name).join(' | ')} |`;
  return [head, `| --- |${' ---: |'.repeat(columns.length)}`, ...rows].join('\n');
}

/** Of both commits: medians of the rounds, with the least and the most. */
export function replayTable(replays: Measured['replays']): string {
  const cell = (values: readonly number[]): string => {
    const sorted = ascending(values);
    const [least, most] = [sorted[0], sorted.at(-1)];
    if (least === undefined || most === undefined) return '-';
    return `${median(sorted).toFixed(0)} (${least.toFixed(0)}–${most.toFixed(0)})`;
  };
  const rows = (['before', 'after'] as const).map((name) => {
    const { catchUp, audit } = replays[name];
    const cells = [catchUp, audit].flatMap((all) => [
      cell(all.map(({ cpuMicros }) => cpuMicros)),
      cell(all.map(({ perSecond }) => perSecond)),
    ]);
    return `| ${[name, ...cells].join(' | ')} |`;
  });
  const columnNames = ['catch-up', 'audit'].flatMap((what) => [
    `${what}, CPU µs/payment`,
    `${what}, payments/s`,
  ]);
  return [
    `| commit | ${columnNames.join(' | ')} |`,
    '| --- | ---: | ---: | ---: | ---: |',
    ...rows,
  ].join('\n');
}
