/** What validators cost: the same small load on networks of more and more of them. */
import type { SchemeName } from '@trellis/crypto';
import { defaultLedgerOptions, type LedgerOptions } from '../ledger/options.ts';
import type { PhasePlan } from '../ledger/schedule.ts';
import { runTrial } from '../ledger/trial.ts';
import type { LedgerTrial } from '../ledger/trial-result.ts';
import { growthRatePerSecond } from './options.ts';

/** One number of validators. The figures are `null` when the network of that size was not measured. */
export interface ValidatorsSize {
  readonly validators: number;
  readonly scheme: SchemeName;
  /** Why there are no figures, such as a machine too small for so many processes. */
  readonly problem: string | null;
  readonly certificateBytes: number | null;
  /** Votes and status messages that a node sent, for each block. */
  readonly directBytesPerBlock: number | null;
  readonly proposalBytesPerBlock: number | null;
  readonly blockIntervalMs: number | null;
  /** Of a node: all of its threads. */
  readonly cpuMillisPerBlock: number | null;
  readonly idleFinalityMs: number | null;
  readonly memoryBytes: number | null;
}

/** A network of each size, one after another. One that fails says why in its figures' place. */
export async function measureValidators(
  counts: readonly number[],
  scheme: SchemeName,
  seed: number,
  seconds: number,
  handlers: {
    readonly onProgress: (validators: number, phase: string) => void;
    readonly onSize: (size: ValidatorsSize) => void | Promise<void>;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  for (const validators of counts) {
    if (handlers.signal.aborted) break;
    const options: LedgerOptions = {
      ...defaultLedgerOptions,
      schemes: [scheme],
      validators,
      seed,
      accounts: 100,
      rate: growthRatePerSecond,
    };
    const phases: PhasePlan = {
      warmUpSeconds: seconds,
      idlePayments: 10,
      rampStepSeconds: 1,
      rampStepsMax: 0,
      sustainedSeconds: seconds,
      overloadSeconds: null,
    };
    const trial = await runTrial({ scheme, repetition: 1 }, options, phases, {
      signal: handlers.signal,
      onPhase: (phase) => handlers.onProgress(validators, phase),
    });
    await handlers.onSize(sizeOf(validators, scheme, trial));
  }
}

/** The figures of a trial for each block instead of each payment. */
function sizeOf(validators: number, scheme: SchemeName, trial: LedgerTrial): ValidatorsSize {
  const load = trial.phases.find(({ phase }) => phase === 'sustained');
  const cost = load?.costs.perPayment ?? null;
  if (trial.status === 'failed' || load === undefined || cost === null || load.blocks === 0) {
    return {
      validators,
      scheme,
      problem: trial.problem ?? 'no block was made',
      certificateBytes: null,
      directBytesPerBlock: null,
      proposalBytesPerBlock: null,
      blockIntervalMs: null,
      cpuMillisPerBlock: null,
      idleFinalityMs: null,
      memoryBytes: null,
    };
  }
  const perBlock = (perPayment: number): number => (perPayment * load.final) / load.blocks;
  return {
    validators,
    scheme,
    problem: null,
    certificateBytes: trial.messages?.certificateBytes ?? null,
    directBytesPerBlock: perBlock(cost.topics.direct.bytesSent),
    proposalBytesPerBlock: perBlock(cost.topics.proposals.bytesSent + cost.topics.blocks.bytesSent),
    blockIntervalMs: (load.secondsToLastFinal * 1000) / load.blocks,
    cpuMillisPerBlock: perBlock(cost.cpuMicros) / 1000,
    idleFinalityMs: trial.idle?.p50Ms ?? null,
    memoryBytes: load.costs.memoryBytes,
  };
}
