/** What is known of one network after its trial. Everything in it is plain JSON. */
import type { SchemeName } from '@trellis/crypto';
import type { nodeDatabaseSizes } from '@trellis/testnet';
import type { Recovery } from './generator-messages.ts';
import type { RampStep } from './knee.ts';
import type { NodeCosts } from './node-costs.ts';
import type { LoadResult } from './open-loop.ts';

export type LoadPhaseName = 'ramp' | 'sustained' | 'overload';

export interface IdleFinality {
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly maxMs: number;
  /** Each single payment, from its submission to its receipt. */
  readonly timesMs: readonly number[];
}

export interface LoadPhase extends Omit<LoadResult, 'brokenPayers'> {
  readonly phase: LoadPhaseName;
  readonly ratePerSecond: number;
  readonly offeredPerSecond: number;
  readonly achievedPerSecond: number;
  readonly refusedTotal: number;
  /** Why its figures mean nothing; `null` when every payment is accounted for. */
  readonly problem: string | null;
  /** Of the process that sent the payments; signing them came before. */
  readonly generatorCpuMicrosPerPayment: number;
  readonly signingSeconds: number;
  readonly costs: NodeCosts;
}

export interface MessageSizes {
  readonly certificateBytes: number;
  readonly certificateSignatures: number;
}

export interface DiskSizes {
  /** Final payments that the figures are divided by. */
  readonly payments: number;
  readonly kinds: Awaited<ReturnType<typeof nodeDatabaseSizes>>;
  readonly perPayment: {
    readonly bodyBytes: number;
    readonly witnessBytes: number;
    readonly receiptBytes: number;
    readonly indexBytes: number;
    readonly headerBytes: number;
  };
  /** All of the state and of its tree: they hold accounts, and payments don't make them larger. */
  readonly stateBytes: number;
  readonly treeBytes: number;
}

export interface LedgerTrial {
  readonly scheme: SchemeName;
  readonly repetition: number;
  /** A failed trial has what was measured before it failed; its figures must not be compared. */
  readonly status: 'ok' | 'failed';
  readonly problem: string | null;
  readonly startedAt: string;
  readonly firstBlockSeconds: number | null;
  readonly paymentBytes: number | null;
  readonly signatureBytes: number;
  readonly publicKeyBytes: number;
  /** Median of one verification after another, just before the trial. */
  readonly verifyMicros: number | null;
  readonly verifyBoundPerSecond: number | null;
  readonly idle: IdleFinality | null;
  readonly ramp: readonly RampStep[];
  /** The highest rate that was kept up with; `null` when the rate was given. */
  readonly kneePerSecond: number | null;
  readonly phases: readonly LoadPhase[];
  /** After the overload; `null` without one. */
  readonly recovery: Recovery | null;
  readonly messages: MessageSizes | null;
  readonly disk: DiskSizes | null;
}
