/** What a measurement of the ledger is told, and what of it is impossible. */
import { isSchemeName, type SchemeName, votingSchemes } from '@trellis/crypto';
import { limits } from '@trellis/protocol';

/** What the transactions of a load do. */
export const workloads = ['transfers', 'mixed'] as const;
export type Workload = (typeof workloads)[number];

export interface LedgerOptions {
  /** Each is measured on a network of its own: of its validators' votes and of its accounts. */
  readonly schemes: readonly SchemeName[];
  readonly validators: number;
  /** Bytes of the memo in each payment. */
  readonly payloadBytes: number;
  /** What the transactions do. */
  readonly workload: Workload;
  /** Accounts that pay each other in a ring. */
  readonly accounts: number;
  /** Seconds of the sustained load; the other phases follow from it. */
  readonly durationSeconds: number;
  /** Payments a second of the sustained load; `null` searches for the knee and takes 80 % of it. */
  readonly rate: number | null;
  /** Between any two nodes, one way. */
  readonly latencyMs: number;
  /** Of the segments between any two nodes. */
  readonly lossPercent: number;
  readonly repeat: number;
  /** Chooses accounts and losses. */
  readonly seed: number;
  /** Less of everything, to be done within a minute on a small machine. */
  readonly quick: boolean;
}

export const defaultLedgerOptions: LedgerOptions = {
  schemes: ['ed25519', 'ml-dsa-44', 'ml-dsa-65', 'ml-dsa-87', 'ed25519+ml-dsa-65'],
  validators: 4,
  payloadBytes: 0,
  workload: 'transfers',
  accounts: 2_000,
  durationSeconds: 12,
  rate: null,
  latencyMs: 0,
  lossPercent: 0,
  repeat: 3,
  seed: 1,
  quick: false,
};

/** Those that a network can be of: its validators vote with what its accounts pay with. */
export const networkSchemes: readonly SchemeName[] = votingSchemes;

export function notForVotes(scheme: SchemeName): string {
  return `validators can't vote with ${scheme}; a network can be of ${networkSchemes.join(', ')}`;
}

/** What `--quick` does without; said wherever its results are shown. */
export const quickNotice =
  'A quick look: two schemes, one repetition, short phases, no overload and no recovery.';

export const quickLedgerOptions: LedgerOptions = {
  ...defaultLedgerOptions,
  schemes: ['ed25519', 'ml-dsa-65'],
  accounts: 500,
  durationSeconds: 4,
  repeat: 1,
  quick: true,
};

/**
 * A node lets an account queue 256 payments beyond its last final one (node/src/config/config.ts); payers take
 * turns, so at this rate the queue holds a minute's delay, and half a minute's in an overload.
 */
const ratePerAccountMax = 4;

/** Why these options make no measurement, naming the option; `undefined` when they do. */
export function ledgerOptionsProblem(options: LedgerOptions): string | undefined {
  const { schemes } = options;
  if (schemes.length === 0) return '--schemes: name at least one';
  const unknown = schemes.find((name) => !isSchemeName(name));
  if (unknown !== undefined) {
    return `--schemes: there is no scheme "${unknown}"; there are ${networkSchemes.join(', ')}`;
  }
  const silent = schemes.find((name) => !networkSchemes.includes(name));
  if (silent !== undefined) return `--schemes: ${notForVotes(silent)}`;
  if (new Set(schemes).size < schemes.length) return '--schemes: one of them is named twice';
  const ranges: readonly (readonly [string, number, number, number])[] = [
    ['--validators', options.validators, 4, 32],
    ['--payload', options.payloadBytes, 0, limits.memoBytesMax],
    ['--accounts', options.accounts, 2, 100_000],
    ['--duration', options.durationSeconds, 2, 3_600],
    ['--latency', options.latencyMs, 0, 2_000],
    ['--repeat', options.repeat, 1, 100],
    ['--seed', options.seed, 0, 2 ** 31 - 1],
  ];
  for (const [name, value, least, most] of ranges) {
    if (!Number.isInteger(value) || value < least || value > most) {
      return `${name}: expected a whole number from ${least} to ${most}, not ${value}`;
    }
  }
  const { rate, lossPercent, accounts } = options;
  if (!(lossPercent >= 0 && lossPercent <= 20)) {
    return `--loss: expected a percentage from 0 to 20, not ${lossPercent}`;
  }
  if (rate === null) return undefined;
  if (!Number.isInteger(rate) || rate < 1 || rate > 100_000) {
    return `--rate: expected a whole number from 1 to 100000, not ${rate}`;
  }
  if (rate > accounts * ratePerAccountMax) {
    return (
      `--rate: ${rate} payments a second are more than ${ratePerAccountMax} for each of ${accounts} accounts; ` +
      `give --accounts ${Math.ceil(rate / ratePerAccountMax)} or more`
    );
  }
  return undefined;
}
