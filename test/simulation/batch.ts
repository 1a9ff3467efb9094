/** Some runs one after another, and what they come to: the work of one thread of `pnpm sim`. */
import type { SchemeName } from '@trellis/crypto';
import { runScenario } from './consensus/scenario.ts';
import { runTwins } from './consensus/twins.ts';
import { makeEnginePlan, namesOf } from './engine/plan.ts';
import { runEngines } from './engine/scenario.ts';

export type Kind = 'consensus' | 'twins' | 'engines';

/** Plain data, as it is sent to a thread. */
export interface Batch {
  readonly kind: Kind;
  readonly sizes: readonly number[];
  readonly firstSeed: number;
  readonly seeds: number;
  /** Engines sign with it instead of with what costs nothing. */
  readonly scheme: SchemeName | null;
  /** Only runs of engines whose plan has this (`oldCopies`, `clockChange`, ...); `null`: all. */
  readonly onlyWith: string | null;
}

export interface Totals {
  readonly seeds: number;
  readonly runs: number;
  readonly events: number;
  /** Heights that every honest node reached, of all runs. */
  readonly heights: number;
  readonly crashes: number;
  /** That became final, where there are any. */
  readonly payments: number;
  /** Changes of nodes and validators that were voted on, and chains that began with a snapshot. */
  readonly voted: number;
  readonly restored: number;
  /** Safety violations of liars that honest nodes noticed. */
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
  payments: 0,
  voted: 0,
  restored: 0,
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
    payments: a.payments + b.payments,
    voted: a.voted + b.voted,
    restored: a.restored + b.restored,
    evidence: a.evidence + b.evidence,
    rounds: Math.max(a.rounds, b.rounds),
    recoveryRounds: Math.max(a.recoveryRounds, b.recoveryRounds),
    recoveryMs: Math.max(a.recoveryMs, b.recoveryMs),
    failure: a.failure ?? b.failure,
  };
}

/** Runs every seed of the batch at every size, up to the first violation. */
export async function runBatch(batch: Batch): Promise<Totals> {
  const { sizes, firstSeed, seeds } = batch;
  let totals = nothingRun;
  for (let seed = firstSeed; seed < firstSeed + seeds; seed++) {
    for (const validators of sizes) {
      if (!isWanted(batch, seed, validators)) continue;
      totals = addTotals(totals, await runOne(batch, seed, validators));
      if (totals.failure !== null) return totals;
    }
    totals = { ...totals, seeds: totals.seeds + 1 };
  }
  return totals;
}

function isWanted({ kind, onlyWith }: Batch, seed: number, validators: number): boolean {
  if (kind !== 'engines' || onlyWith === null) return true;
  return namesOf(makeEnginePlan(seed, validators)).includes(onlyWith);
}

async function runOne({ kind, scheme }: Batch, seed: number, validators: number): Promise<Totals> {
  switch (kind) {
    case 'consensus': {
      const { violation, ...counts } = runScenario({ seed, validators });
      return { ...nothingRun, ...counts, runs: 1, seeds: 0, failure: failureOf(violation) };
    }
    case 'twins': {
      const { violation, ...counts } = runTwins({ seed, validators });
      return { ...nothingRun, ...counts, runs: 1, seeds: 0, failure: failureOf(violation) };
    }
    case 'engines': {
      const { violation, ...counts } = await runEngines({
        seed,
        validators,
        ...(scheme && { scheme }),
      });
      return { ...nothingRun, ...counts, runs: 1, seeds: 0, failure: failureOf(violation) };
    }
  }

  function failureOf(violation: Error | null): Failure | null {
    return violation === null ? null : { seed, validators, message: violation.message };
  }
}
