/** What the capacity model takes from measurements: costs of a payment, and costs of a block by the number of validators. */
import type { SchemeName } from '@trellis/crypto';
import { growthRatePerSecond } from '../growth/options.ts';
import { medianOf, subjectsOf } from '../metric-table.ts';
import { BenchError, type BenchRun } from '../run.ts';
import { pauseMs } from './block-pause.ts';
import { quorumOf } from './sites.ts';

/** A cost that grows with the number of validators: `fixed + each * validators`. */
export interface Line {
  readonly fixed: number;
  readonly each: number;
}

/** All of a node. Bytes, microseconds and milliseconds as the names say. */
export interface CapacityConstants {
  readonly scheme: SchemeName;
  /** Of the network whose payments were measured. */
  readonly validators: number;
  readonly cores: number;
  readonly payment: {
    readonly cpuMicros: number;
    /** The part of it that one thread has to do. */
    readonly mainThreadShare: number;
    readonly bytes: number;
    /** Payments, and what names them in blocks: to all peers together. */
    readonly spreadBytes: number;
    /** What is asked for and answered, whatever the number of validators. */
    readonly requestBytes: number;
    /** On disk: the signature and its key, and everything else. */
    readonly witnessBytes: number;
    readonly otherBytes: number;
  };
  readonly block: {
    readonly cpuMillis: Line;
    /** Votes and status messages sent to one of the other validators; what is sent again grows with their number. */
    readonly voteBytesPerPeer: Line;
    /** Proposal and final block, without what names their payments: a certificate grows with the validators. */
    readonly gossipBytes: Line;
    readonly signatureBytes: number;
    /** Milliseconds of finality of a lone payment by the milliseconds of work that nodes on shared cores do for its block. */
    readonly finalityMs: Line;
    /** How much of that a round takes: the payment is taken in, checked and passed on besides. */
    readonly roundShare: number;
  };
  readonly accountBytes: number;
  readonly memoryBytes: Line;
}

/** Throws `BenchError` `bad_run` for runs that do not have the figures, and `not_comparable` for those of two machines. */
export function capacityConstants(
  ledger: BenchRun,
  growth: BenchRun,
  scheme: SchemeName,
): CapacityConstants {
  requireKind(ledger, 'ledger');
  requireKind(growth, 'growth');
  const of = (name: string): number => figureOf(ledger, name, scheme);
  const validators = Number(ledger.parameters.validators);
  const sizes = growthSizes(growth, scheme);
  const paymentsPerBlock = of('block at the sustained load') / of('payment');
  // What a block costs whatever is in it was measured with few payments, whose own cost is taken off.
  const whole = of('CPU') / 1_000;
  const small = lineThrough(sizes.map((size) => [size.validators, size.cpuMillis]));
  const perBlockThere = valueAt(small, validators);
  const payments = mean(sizes.map((size) => size.payments));
  const own = Math.max(
    0,
    (whole - perBlockThere / paymentsPerBlock) / (1 - payments / paymentsPerBlock),
  );
  const cpuMillis = lineThrough(
    sizes.map((size) => [size.validators, Math.max(0, size.cpuMillis - size.payments * own)]),
  );
  const gossipBytes = lineThrough(sizes.map((size) => [size.validators, size.gossipBytes]));
  const inBlocks = of('sent proposals') + of('sent blocks');
  const named = Math.max(0, inBlocks - valueAt(gossipBytes, validators) / paymentsPerBlock);
  const constants: CapacityConstants = {
    scheme,
    validators,
    cores: ledger.machine.cores,
    payment: {
      cpuMicros: own * 1_000,
      mainThreadShare: 1 - (of('CPU disk') + of('CPU gc')) / of('CPU'),
      bytes: of('payment'),
      spreadBytes: of('sent transactions') + named,
      requestBytes: of('sent request'),
      witnessBytes: of('disk witness'),
      otherBytes: of('disk body') + of('disk index') + of('disk receipts'),
    },
    block: {
      cpuMillis,
      voteBytesPerPeer: lineThrough(
        sizes.map((size) => [size.validators, size.voteBytes / (size.validators - 1)]),
      ),
      gossipBytes,
      signatureBytes: of('certificate') / quorumOf(validators),
      ...finalityOf(sizes, growth.machine.cores),
    },
    accountBytes: of('state kept') + of('tree kept'),
    memoryBytes: memoryLine(of('memory'), validators, sizes),
  };
  if (numbersOf(constants).every(Number.isFinite)) return constants;
  throw new BenchError('bad_run', 'from the figures of these runs no costs follow: some are 0');
}

function numbersOf(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersOf) : [];
}

function finalityOf(
  sizes: readonly Size[],
  cores: number,
): Pick<CapacityConstants['block'], 'finalityMs' | 'roundShare'> {
  const points = sizes.map(({ validators, cpuMillis, idleFinalityMs }) => {
    const work = (cpuMillis * validators) / Math.min(validators, cores);
    return [work, idleFinalityMs] as const;
  });
  const line = lineThrough(points);
  const isPlausible = line.fixed >= 0 && line.each > 0;
  const through = { fixed: 0, each: mean(points.map(([work, ms]) => ms / work)) };
  // Where a block began for each payment, the time between them says nothing of rounds.
  const busy = sizes.filter(({ payments }) => payments > arrivalsMin);
  const shares = busy.map(
    ({ intervalMs, payments, idleFinalityMs }) => (intervalMs - pauseMs(payments)) / idleFinalityMs,
  );
  return {
    finalityMs: isPlausible ? line : through,
    roundShare: shares.length === 0 ? 1 : Math.min(1, mean(shares)),
  };
}

/** Payments in a block from which on they waited for it. */
const arrivalsMin = 1.1;

interface Size {
  readonly validators: number;
  readonly payments: number;
  readonly cpuMillis: number;
  readonly intervalMs: number;
  readonly voteBytes: number;
  readonly gossipBytes: number;
  readonly idleFinalityMs: number;
  /** `null` in runs of earlier releases. */
  readonly memoryBytes: number | null;
}

function growthSizes(growth: BenchRun, scheme: SchemeName): readonly Size[] {
  const sizes = subjectsOf(growth).flatMap((subject) => {
    const [, count, of] = /^(\d+) validators, (.+)$/.exec(subject) ?? [];
    if (count === undefined || of !== scheme) return [];
    const figure = (name: string): number => figureOf(growth, name, subject);
    return [
      {
        validators: Number(count),
        payments: (growthRatePerSecond * figure('block interval')) / 1_000,
        cpuMillis: figure('CPU'),
        intervalMs: figure('block interval'),
        voteBytes: figure('votes sent'),
        // Runs of earlier releases do not have it; most of it is the certificate, which goes to everybody once.
        gossipBytes: medianOf(growth, 'blocks sent', subject) ?? figure('certificate'),
        idleFinalityMs: figure('idle finality'),
        memoryBytes: medianOf(growth, 'memory', subject) ?? null,
      },
    ];
  });
  if (sizes.length >= 2) return sizes;
  throw new BenchError(
    'bad_run',
    `the growth run has ${sizes.length} networks of ${scheme}; two sizes at least are needed, as by "trellis bench growth --validators 4,7"`,
  );
}

/** Memory under load, and what each further validator adds when there is little. */
function memoryLine(loaded: number, validators: number, sizes: readonly Size[]): Line {
  const known = sizes.flatMap(({ validators: count, memoryBytes }) =>
    memoryBytes === null ? [] : [[count, memoryBytes] as const],
  );
  const each = Math.max(0, lineThrough(known).each);
  return { fixed: loaded - each * validators, each };
}

function requireKind(run: BenchRun, kind: 'ledger' | 'growth'): void {
  if (run.kind !== kind) {
    throw new BenchError('bad_run', `that is a run of ${run.kind}, not of ${kind}`);
  }
  if (run.complete) return;
  throw new BenchError('bad_run', `the run of ${kind} broke off: ${run.failure}`);
}

/** More of anything no machine has had. */
const figureMax = 1e15;

function figureOf(run: BenchRun, name: string, subject: string): number {
  const value = medianOf(run, name, subject);
  const figure = `figure "${name}" of ${subject}`;
  if (value === undefined) {
    throw new BenchError('bad_run', `the run of ${run.kind} has no ${figure}`);
  }
  if (value >= 0 && value <= figureMax) return value;
  throw new BenchError('bad_run', `in the run of ${run.kind} the ${figure} is ${value}`);
}

/** Least squares. */
export function lineThrough(points: readonly (readonly [x: number, y: number])[]): Line {
  const [x, y] = [mean(points.map(([at]) => at)), mean(points.map(([, value]) => value))];
  const spread = points.reduce((sum, [at]) => sum + (at - x) ** 2, 0);
  const each =
    spread === 0
      ? 0
      : points.reduce((sum, [at, value]) => sum + (at - x) * (value - y), 0) / spread;
  return { fixed: y - each * x, each };
}

/** Never below zero, where a line that was measured elsewhere would end. */
export const valueAt = ({ fixed, each }: Line, x: number): number => Math.max(0, fixed + each * x);

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
