/** In which order networks are measured, and how long that takes. */
import type { SchemeName } from '@trellis/crypto';
import type { LedgerOptions } from './options.ts';

export interface TrialPlan {
  readonly scheme: SchemeName;
  /** From 1. */
  readonly repetition: number;
}

/**
 * Every scheme once before any a second time, beginning with another one each time: whatever changes
 * slowly on the machine (heat, neighbours, a filling disk) falls on all schemes alike.
 */
export function planTrials(schemes: readonly SchemeName[], repeat: number): readonly TrialPlan[] {
  return Array.from({ length: repeat }, (_, round) =>
    schemes.map((_scheme, index) => schemes[(index + round) % schemes.length]),
  ).flatMap((row, round) =>
    row.flatMap((scheme) => (scheme === undefined ? [] : [{ scheme, repetition: round + 1 }])),
  );
}

/** How long each phase lasts, in seconds, and how much it sends. */
export interface PhasePlan {
  /** Load before anything is measured: a process that has just started runs code not yet compiled. */
  readonly warmUpSeconds: number;
  readonly idlePayments: number;
  readonly rampStepSeconds: number;
  readonly rampStepsMax: number;
  readonly sustainedSeconds: number;
  /** `null` leaves overload and recovery out. */
  readonly overloadSeconds: number | null;
}

export function planPhases({ quick, durationSeconds }: LedgerOptions): PhasePlan {
  return quick
    ? {
        warmUpSeconds: 1,
        idlePayments: 10,
        rampStepSeconds: 2,
        rampStepsMax: 3,
        sustainedSeconds: durationSeconds,
        overloadSeconds: null,
      }
    : {
        warmUpSeconds: 5,
        idlePayments: 30,
        rampStepSeconds: 4,
        rampStepsMax: 8,
        sustainedSeconds: durationSeconds,
        overloadSeconds: Math.max(5, Math.round(durationSeconds * 0.7)),
      };
}

/** A guess, which the progress bar corrects as it goes: seconds for one network. */
export function trialSeconds(phases: PhasePlan, options: LedgerOptions): number {
  const { warmUpSeconds, idlePayments, rampStepSeconds, rampStepsMax, sustainedSeconds } = phases;
  const startAndStop = 4 + options.validators * 0.7;
  // Signing ahead takes about as long again as a third of the load that is signed.
  const ramp = options.rate === null ? rampStepsMax * rampStepSeconds * 1.4 : 0;
  const overload = phases.overloadSeconds === null ? 0 : phases.overloadSeconds * 3;
  return (
    startAndStop +
    warmUpSeconds * 1.4 +
    idlePayments * 0.2 +
    ramp +
    sustainedSeconds * 1.5 +
    overload
  );
}

/** Seconds left, when `done` of `total` planned seconds have taken `elapsed` real ones. */
export function secondsLeft(total: number, done: number, elapsed: number): number {
  const left = Math.max(0, total - done);
  // Too little has been seen to know how far off the plan is.
  if (done < total * 0.05) return left;
  return left * (elapsed / done);
}
