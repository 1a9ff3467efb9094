/** What the process that generates the load is told, and what it says. */
import type { SchemeName } from '@trellis/crypto';
import type { ChainId } from '@trellis/protocol';
import type { LoadResult } from './load-tally.ts';
import type { Workload } from './options.ts';

export interface GeneratorJob {
  readonly urls: readonly string[];
  readonly chainId: ChainId;
  readonly scheme: SchemeName;
  /** Payers of the loads; `probeAccounts` more come before them. */
  readonly accounts: number;
  readonly seed: number;
  readonly payloadBytes: number;
  readonly workload: Workload;
}

/** Accounts that pay one at a time and take no part in the loads. */
export const probeAccounts = 8;

/** Heights go as text: messages between processes are JSON. */
export type GeneratorCommand =
  | { readonly type: 'open'; readonly job: GeneratorJob }
  | { readonly type: 'probe'; readonly count: number; readonly validUntil: string }
  | { readonly type: 'sign'; readonly count: number; readonly validUntil: string }
  /** Sends what was to be signed last, and signs meanwhile what was not yet; with `calm`, probes afterwards until the network is calm again. */
  | {
      readonly type: 'load';
      readonly rate: number;
      /** The newest height, and for how many blocks what is signed later is valid. */
      readonly height: string;
      readonly validity: string;
      readonly timeoutMs: number;
      readonly calm: CalmPlan | null;
    };

/** Single payments after a load, until three in a row take no longer than `calmMs`. */
export interface CalmPlan {
  readonly calmMs: number;
  readonly validUntil: string;
}

export interface Recovery {
  /** From the last payment offered to the first of three quick ones in a row; `null` if none came. */
  readonly calmAfterSeconds: number | null;
  readonly timesMs: readonly number[];
}

export type GeneratorMessage =
  | { readonly type: 'opened' }
  | { readonly type: 'probed'; readonly timesMs: readonly number[] }
  | { readonly type: 'signed'; readonly seconds: number; readonly paymentBytes: number }
  | {
      readonly type: 'loaded';
      readonly result: LoadResult;
      readonly recovery: Recovery | null;
      readonly cpuSeconds: number;
    }
  | { readonly type: 'failed'; readonly message: string };
