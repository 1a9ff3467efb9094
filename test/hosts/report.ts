/** The results of trials as tables. */
import type { FaultReport } from './faults.ts';
import type { TrialResult } from './trial-result.ts';

/** Three digits of what is no whole number, and none where nothing was measured. */
export function figure(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return '-';
  if (Number.isInteger(value) || Math.abs(value) >= 100) return value.toFixed(0);
  return value.toPrecision(3);
}

type Row = readonly (string | number | undefined)[];

/** A table of Markdown; numbers stand at the right. */
export function table(head: readonly string[], rows: readonly Row[]): string {
  const isNumber = (column: number): boolean => rows.some((row) => typeof row[column] === 'number');
  const text = (value: Row[number]): string => (typeof value === 'string' ? value : figure(value));
  return [
    head,
    head.map((_, column) => (isNumber(column) ? '---:' : '---')),
    ...rows.map((row) => row.map(text)),
  ]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

export function calibrationTable({ calibration }: TrialResult): string {
  return table(
    ['line', 'asked, ms', 'ping, ms', 'lost', 'one stream, Mbit/s', 'repeated'],
    calibration.map((line) => [
      `${line.from} – ${line.to}`,
      line.askedMs,
      line.pingMs,
      `${line.lostPings} of ${line.pings}`,
      line.megabits,
      line.retransmitted,
    ]),
  );
}

/** Measured on packets beside what the model of the benchmark gives for the same profile, if it was run. */
export function finalityTable(results: readonly TrialResult[]): string {
  const ofModel = ({ profile, validators }: TrialResult) =>
    results.find((one) => one.isModel && one.profile === profile && one.validators === validators);
  return table(
    [
      'profile',
      'validators',
      'idle, ms',
      'model, ms',
      'loaded p50, ms',
      'model, ms',
      'loaded p99, ms',
      'payments/s',
      'most payments/s',
      'sent, kB/s/host',
      'sent, kB/payment',
      'blocks in later rounds',
    ],
    results
      .filter(({ isModel }) => !isModel)
      .map((one) => [
        one.profile,
        one.validators,
        one.idle.p50Ms,
        ofModel(one)?.idle.p50Ms,
        one.loaded?.p50Ms,
        ofModel(one)?.loaded?.p50Ms,
        one.loaded?.p99Ms,
        one.loaded?.perSecond,
        one.overloaded?.perSecond,
        one.loaded?.sentKb,
        one.loaded?.sentKbPerPayment,
        `${laterOf(one).later} of ${laterOf(one).blocks}`,
      ]),
  );
}

function laterOf({ idle, loaded, overloaded }: TrialResult) {
  const all = [idle, loaded, overloaded].filter((one) => one !== null);
  const sum = (of: (one: (typeof all)[number]) => number): number =>
    all.reduce((total, one) => total + of(one), 0);
  return { later: sum(({ later }) => later), blocks: sum(({ blocks }) => blocks) };
}

export function partsTable(results: readonly TrialResult[]): string {
  return table(
    [
      'profile',
      'validators',
      'when',
      'payments/s',
      'p50, ms',
      'longest, ms',
      'sent, kB/s/host',
      'blocks',
      'in later rounds',
      'last round',
    ],
    results.flatMap(({ profile, validators, parts }) =>
      parts.map((one) => [
        profile,
        validators,
        one.part,
        one.perSecond,
        one.p50Ms,
        one.maxMs,
        one.sentKb,
        one.blocks,
        one.later,
        one.roundMax,
      ]),
    ),
  );
}

export function faultsTable(results: readonly TrialResult[]): string {
  const row = (
    { profile, validators }: TrialResult,
    { fault, during, recoveredMs }: FaultReport,
  ) => [
    profile,
    validators,
    fault,
    during.payments,
    during.blocks,
    during.later,
    recoveredMs / 1000,
  ];
  return table(
    [
      'profile',
      'validators',
      'fault',
      'payments meanwhile',
      'blocks',
      'in later rounds',
      'all follow after, s',
    ],
    results.flatMap((one) => one.faults.map((fault) => row(one, fault))),
  );
}

export function outcomeLine({ profile, validators, outcomes, problems }: TrialResult): string {
  const { height, forks, lost, transactions, doubtful, audited } = outcomes;
  return (
    `${profile}, ${validators} validators: ${forks} forks up to block ${height}, ${lost} final payments lost, ` +
    `${transactions} transactions with one outcome at every node, ${doubtful.length} with another; ` +
    `${audited} of ${validators} databases audited${problems.length > 0 ? `; WRONG: ${problems.join(', ')}` : ''}`
  );
}
