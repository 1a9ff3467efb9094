/** The kinds of runs behind one face: to run a seed, alone, and to report one that fails. */
import type { SchemeName } from '@trellis/crypto';
import type { Kind } from './batch.ts';
import type { Changes } from './changes.ts';
import type { Plant } from './consensus/cluster.ts';
import { plantedBugs, seedsToFind } from './consensus/planted-bugs.ts';
import { reportFailure, reportTwins } from './consensus/report.ts';
import { runScenario } from './consensus/scenario.ts';
import { runTwins } from './consensus/twins.ts';
import type { EnginePlant } from './engine/node.ts';
import { plantedEngineBugs, seedsToFindInEngines } from './engine/planted-bugs.ts';
import { reportEngines } from './engine/report.ts';
import { runEngines } from './engine/scenario.ts';
import type { TraceMode } from './trace.ts';
import type { Violation } from './violation.ts';

interface Run {
  readonly seed: number;
  readonly validators: number;
  readonly changes?: Changes;
  readonly trace?: TraceMode;
}

interface RunOutcome {
  readonly violation: Violation | null;
  readonly events: number;
  readonly rounds: number;
  readonly summary: string;
  readonly trace: readonly string[];
}

export interface Runner {
  run(run: Run): Promise<RunOutcome>;
  /** What a failing run tells. */
  report(run: Run): Promise<string>;
}

/** A bug that can be planted in otherwise correct nodes. */
export interface RunnableBug {
  readonly name: string;
  readonly runner: Runner;
  /** Seeds within which it is found. */
  readonly seedsToFind: number;
}

export function runnerOf(kind: Kind, scheme: SchemeName | null): Runner {
  switch (kind) {
    case 'consensus':
      return consensusRunner({});
    case 'twins':
      return twinsRunner({});
    case 'engines':
      return engineRunner(scheme === null ? {} : { scheme });
  }
}

export function bugsOf(kind: Kind): readonly RunnableBug[] {
  if (kind === 'engines') {
    return plantedEngineBugs.map(({ name, plant }) => ({
      name,
      runner: engineRunner({ plant }),
      seedsToFind: seedsToFindInEngines,
    }));
  }
  const runner = kind === 'twins' ? twinsRunner : consensusRunner;
  return plantedBugs.map(({ name, plant }) => ({ name, runner: runner({ plant }), seedsToFind }));
}

function consensusRunner(planted: { readonly plant?: Plant }): Runner {
  return {
    run: async (run) => runScenario({ ...planted, ...run }),
    report: (run) => reportFailure({ ...planted, ...run }),
  };
}

function twinsRunner(planted: { readonly plant?: Plant }): Runner {
  return {
    run: async (run) => runTwins({ ...planted, ...run }),
    report: async (run) => reportTwins({ ...planted, ...run }),
  };
}

function engineRunner(given: {
  readonly plant?: EnginePlant;
  readonly scheme?: SchemeName;
}): Runner {
  return {
    run: (run) => runEngines({ ...given, ...run }),
    report: (run) => reportEngines({ ...given, ...run }),
  };
}
