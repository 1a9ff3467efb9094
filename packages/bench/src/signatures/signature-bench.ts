/** What keys, signatures and verifications cost, one at a time and on all cores. */
import { availableParallelism } from 'node:os';
import type { Metric } from '../run.ts';
import { ascending, median, medianWithInterval, quantile } from '../statistics.ts';
import { yardstick } from '../yardstick.ts';
import { operationsPerSecond } from './all-cores.ts';
import type { SignatureOptions } from './options.ts';
import type { BenchScheme, SignatureProviderName, Subject } from './subject.ts';
import { openSubjects } from './subjects.ts';
import { timeOperation } from './time-operation.ts';

type SignatureOperation = 'keygen' | 'sign' | 'verify';

/** One operation of one subject on messages of one size. */
export interface SignatureRow {
  readonly scheme: BenchScheme;
  readonly provider: SignatureProviderName;
  readonly operation: SignatureOperation;
  /** `null` for making keys. */
  readonly messageBytes: number | null;
  readonly runs: number;
  readonly medianMicros: number;
  /** Where the median lies with 95 % confidence, by order statistics. */
  readonly lowMicros: number;
  readonly highMicros: number;
  readonly p99Micros: number;
  readonly perSecondOneCore: number;
  readonly perSecondAllCores: number | null;
  readonly allocatedBytes: number;
  /** The median as a multiple of Ed25519's with the same provider; `null` where there is none. */
  readonly timesEd25519: number | null;
  /** A share of the runs, ascending: enough to draw the distribution. */
  readonly sample: readonly number[];
}

export interface SignatureSizes {
  readonly scheme: BenchScheme;
  readonly publicKeyBytes: number;
  readonly signatureBytes: number;
}

export interface SignatureResult {
  readonly sizes: readonly SignatureSizes[];
  readonly rows: readonly SignatureRow[];
}

/** What is known after some rounds or all of them. */
export interface SignatureMeasurement {
  readonly result: SignatureResult;
  readonly metrics: readonly Metric[];
  /** `false` while it continues, and when it was stopped. */
  readonly complete: boolean;
}

export interface SignatureHandlers {
  /** The share that is done, and what was done last. */
  readonly onProgress?: (share: number, what: string) => void;
  /** A round is done: the time to save what there is. */
  readonly onRound?: (soFar: SignatureMeasurement) => void | Promise<void>;
  /** Ends the measurement after the operation that it is at. */
  readonly signal?: AbortSignal;
}

interface Measured {
  readonly subject: Subject;
  readonly operation: SignatureOperation;
  readonly messageBytes: number | null;
  readonly run: () => void;
  readonly times: number[];
  readonly roundMedians: number[];
  readonly yardsticks: number[];
  readonly allocated: number[];
}

/** At most so many of a row's runs are kept for its distribution. */
const sampleMax = 400;

/** Measures every scheme with every provider that has it. */
export async function benchSignatures(
  options: SignatureOptions,
  { onProgress = () => undefined, onRound = () => undefined, signal }: SignatureHandlers = {},
): Promise<SignatureMeasurement> {
  const subjects = await openSubjects(options.schemes, options.providers);
  try {
    const measured = subjects.flatMap((subject) => operationsOf(subject, options.sizes));
    const threaded = options.millisecondsOnAllCores > 0 ? subjects.length : 0;
    const steps = measured.length * options.rounds + threaded * 2;
    let done = 0;
    const step = (what: string): void => onProgress(++done / steps, what);
    const allCores = new Map<string, number>();
    const soFar = (complete: boolean): SignatureMeasurement => {
      const begun = measured.filter(({ times }) => times.length > 0);
      const result = resultOf(subjects, begun, allCores);
      return { result, metrics: [...begun.map(metricOf), ...factsOf(result)], complete };
    };
    for (let round = 0; round < options.rounds; round++) {
      for (const one of measured) {
        if (signal?.aborted) return soFar(false);
        measureOnce(one, options.millisecondsEach, round);
        step(`${one.operation} ${one.subject.scheme}, ${one.subject.provider}`);
        // Progress is drawn, and the pool's threads end what they do, between two measurements.
        await new Promise((resolve) => setImmediate(resolve));
      }
      await onRound(soFar(false));
    }
    if (threaded > 0) {
      for (const subject of subjects) {
        for (const operation of ['sign', 'verify'] as const) {
          if (signal?.aborted) return soFar(false);
          if (operation === 'sign' && subject.verifiesOnly) continue;
          const messageBytes = Math.min(...options.sizes);
          const task = { operation, messageBytes, milliseconds: options.millisecondsOnAllCores };
          const rate = await operationsPerSecond(subject, task, availableParallelism());
          allCores.set(keyOf(subject, operation), rate);
          step(`${operation} ${subject.scheme} on all cores, ${subject.provider}`);
        }
      }
    }
    return soFar(true);
  } finally {
    for (const subject of subjects) subject.close();
  }
}

function operationsOf(subject: Subject, sizes: readonly number[]): Measured[] {
  const row = (
    operation: SignatureOperation,
    messageBytes: number | null,
    run: () => void,
  ): Measured => ({
    subject,
    operation,
    messageBytes,
    run,
    times: [],
    roundMedians: [],
    yardsticks: [],
    allocated: [],
  });
  const rows = [
    row('keygen', null, () => subject.keygen()),
    ...sizes.flatMap((messageBytes) => {
      const message = new Uint8Array(messageBytes).fill(1);
      const signature = subject.sign(message);
      return [
        row('sign', messageBytes, () => subject.sign(message)),
        row('verify', messageBytes, () => {
          if (!subject.verify(message, signature)) {
            throw new Error(`${subject.provider} does not verify its own ${subject.scheme}`);
          }
        }),
      ];
    }),
  ];
  return subject.verifiesOnly ? rows.filter(({ operation }) => operation === 'verify') : rows;
}

/**
 * An operation of more than twenty times its time is measured in the first round only, one of more than
 * its time in the first three: as many as a comparison needs.
 */
const roundsOf = (milliseconds: number, each: number): number => {
  if (milliseconds > 20 * each) return 1;
  return milliseconds > each ? 3 : Number.POSITIVE_INFINITY;
};

function measureOnce(one: Measured, milliseconds: number, round: number): void {
  const [first] = one.roundMedians;
  if (first !== undefined && round >= roundsOf(first / 1000, milliseconds)) return;
  const { microseconds, allocatedBytes } = timeOperation(one.run, milliseconds);
  one.yardsticks.push(yardstick());
  one.times.push(...microseconds);
  one.roundMedians.push(median(microseconds));
  one.allocated.push(allocatedBytes);
}

function resultOf(
  subjects: readonly Subject[],
  measured: readonly Measured[],
  allCores: ReadonlyMap<string, number>,
): SignatureResult {
  const sizes = new Map<BenchScheme, SignatureSizes>();
  for (const subject of subjects) {
    if (sizes.has(subject.scheme)) continue;
    sizes.set(subject.scheme, {
      scheme: subject.scheme,
      publicKeyBytes: subject.publicKeyBytes,
      signatureBytes: subject.sign(new Uint8Array(32)).length,
    });
  }
  const smallest = Math.min(...measured.flatMap(({ messageBytes }) => messageBytes ?? []));
  const medians = measured.map(({ times }) => median(times));
  const rows = measured.map((one, index): SignatureRow => {
    const sorted = ascending(one.times);
    const { median: middle, low, high } = medianWithInterval(sorted);
    const yardstickIndex = measured.findIndex(
      (other) =>
        other.subject.scheme === 'ed25519' &&
        other.subject.provider === one.subject.provider &&
        other.operation === one.operation &&
        other.messageBytes === one.messageBytes,
    );
    const ed25519 = medians[yardstickIndex];
    const every = Math.max(1, Math.ceil(sorted.length / sampleMax));
    return {
      scheme: one.subject.scheme,
      provider: one.subject.provider,
      operation: one.operation,
      messageBytes: one.messageBytes,
      runs: sorted.length,
      medianMicros: middle,
      lowMicros: low,
      highMicros: high,
      p99Micros: quantile(sorted, 0.99),
      perSecondOneCore: 1e6 / middle,
      perSecondAllCores:
        one.messageBytes === smallest
          ? (allCores.get(keyOf(one.subject, one.operation)) ?? null)
          : null,
      allocatedBytes: median(one.allocated),
      timesEd25519: ed25519 === undefined ? null : (medians[index] ?? Number.NaN) / ed25519,
      sample: sorted.filter((_, position) => position % every === 0),
    };
  });
  return { sizes: [...sizes.values()], rows };
}

function metricOf({
  subject,
  operation,
  messageBytes,
  roundMedians,
  yardsticks,
}: Measured): Metric {
  return {
    name: operationName({ operation, messageBytes }),
    subject: `${subject.scheme}, ${subject.provider}`,
    unit: 'µs',
    better: 'lower',
    samples: roundMedians,
    yardstick: yardsticks,
  };
}

/** What is told beside the times, and not compared: it is known once, or follows from them. */
function factsOf({ sizes, rows }: SignatureResult): Metric[] {
  const fact = (row: SignatureRow, name: string, unit: string, value: number | null): Metric[] => {
    const subject = `${row.scheme}, ${row.provider}`;
    return value === null ? [] : [{ name, subject, unit, better: 'none', samples: [value] }];
  };
  return rows.flatMap((row) => {
    const what = operationName(row);
    const size = sizes.find(({ scheme }) => scheme === row.scheme);
    return [
      ...(row.operation === 'keygen' && size !== undefined
        ? [
            ...fact(row, 'public key', 'B', size.publicKeyBytes),
            ...fact(row, 'signature', 'B', size.signatureBytes),
          ]
        : []),
      ...fact(row, `${what}, 95 % interval from`, 'µs', row.lowMicros),
      ...fact(row, `${what}, 95 % interval to`, 'µs', row.highMicros),
      ...fact(row, `${what}, p99`, 'µs', row.p99Micros),
      ...fact(row, `${what}, one core`, '/s', row.perSecondOneCore),
      ...fact(row, `${what}, all cores`, '/s', row.perSecondAllCores),
      ...fact(row, `${what}, heap`, 'B', Math.max(0, row.allocatedBytes)),
      ...fact(row, `${what}, times Ed25519`, '×', row.timesEd25519),
    ];
  });
}

function operationName({
  operation,
  messageBytes,
}: Pick<SignatureRow, 'operation' | 'messageBytes'>): string {
  return messageBytes === null ? operation : `${operation} ${messageBytes} B`;
}

function keyOf({ scheme, provider }: Subject, operation: string): string {
  return `${scheme}\n${provider}\n${operation}`;
}
