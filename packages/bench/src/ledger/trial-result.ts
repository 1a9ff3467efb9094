/** What is known of one network after its trial. Everything in it is plain JSON. */
import type { SchemeName } from '@trellis/crypto';
import type { DiskSizes } from './disk.ts';
import type { Recovery } from './generator-messages.ts';
import type { RampStep } from './knee.ts';
import type { LoadResult } from './load-tally.ts';
import type { NodeCosts } from './node-costs.ts';

export type LoadPhaseName = 'warm-up' | 'ramp' | 'sustained' | 'overload';

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
  /** The bound of verification (`verify-bound/bound.ts`), measured just before the trial. */
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

/** Which share of its bound the network's knee is; `null` when no knee was looked for or found. */
export function boundShare({ kneePerSecond, verifyBoundPerSecond }: LedgerTrial): number | null {
  if (kneePerSecond === null || verifyBoundPerSecond === null) return null;
  return kneePerSecond / verifyBoundPerSecond;
}
