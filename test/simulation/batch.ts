/** Some runs one after another, and what they come to: the work of one thread of `pnpm sim`. */
import { runScenario } from './consensus/scenario.ts';
import { runTwins } from './consensus/twins.ts';

export type Kind = 'consensus' | 'twins';

/** Plain data, as it is sent to a thread. */
export interface Batch {
  readonly kind: Kind;
  readonly sizes: readonly number[];
  readonly firstSeed: number;
  readonly seeds: number;
}

export interface Totals {
  readonly seeds: number;
  readonly runs: number;
  readonly events: number;
  /** Heights that every honest node reached, of all runs. */
  readonly heights: number;
  readonly crashes: number;
  /** Contradictions of liars that honest nodes noticed. */
  readonly evidence: number;
  /** Highest round of a decision. */
  readonly rounds: number;
  /** The most rounds that a height took after healing, and the longest recovery. */
  readonly recoveryRounds: number;
  readonly recoveryMs: number;
  /** The first run that violated something. */
  readonly failure: Failure | null;
}

export interface Failure {
  readonly seed: number;
  readonly validators: number;
  readonly message: string;
}

export const nothingRun: Totals = {
  seeds: 0,
  runs: 0,
  events: 0,
  heights: 0,
  crashes: 0,
  evidence: 0,
  rounds: 0,
  recoveryRounds: 0,
  recoveryMs: 0,
  failure: null,
};

export function addTotals(a: Totals, b: Totals): Totals {
  return {
    seeds: a.seeds + b.seeds,
    runs: a.runs + b.runs,
    events: a.events + b.events,
    heights: a.heights + b.heights,
    crashes: a.crashes + b.crashes,
    evidence: a.evidence + b.evidence,
    rounds: Math.max(a.rounds, b.rounds),
    recoveryRounds: Math.max(a.recoveryRounds, b.recoveryRounds),
    recoveryMs: Math.max(a.recoveryMs, b.recoveryMs),
    failure: a.failure ?? b.failure,
  };
}

/** Runs every seed of the batch at every size, up to the first violation. */
export function runBatch({ kind, sizes, firstSeed, seeds }: Batch): Totals {
  let totals = nothingRun;
  for (let seed = firstSeed; seed < firstSeed + seeds; seed++) {
    for (const validators of sizes) {
      totals = addTotals(totals, runOne(kind, seed, validators));
      if (totals.failure !== null) return totals;
    }
    totals = { ...totals, seeds: totals.seeds + 1 };
  }
  return totals;
}

function runOne(kind: Kind, seed: number, validators: number): Totals {
  switch (kind) {
    case 'consensus': {
      const { violation, ...counts } = runScenario({ seed, validators });
      return { ...nothingRun, ...counts, runs: 1, seeds: 0, failure: failureOf(violation) };
    }
    case 'twins': {
      const { violation, ...counts } = runTwins({ seed, validators });
      return { ...nothingRun, ...counts, runs: 1, seeds: 0, failure: failureOf(violation) };
    }
  }

  function failureOf(violation: Error | null): Failure | null {
    return violation === null ? null : { seed, validators, message: violation.message };
  }
}
