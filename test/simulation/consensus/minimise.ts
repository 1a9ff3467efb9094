/** Makes a failing run simpler: fewer faults and lies, a shorter run, the same invariant violated. */
import { type Changes, makePlan, namesOf, noChanges } from './plan.ts';
import { type Outcome, runScenario, type Scenario } from './scenario.ts';

/** Courses of chance that are tried for each simpler plan. */
const variantsTried = 8;

/** Runs in all; a failing one is short, as it ends at the violation. */
const runsMax = 600;

/**
 * The scenario with the fewest faults that were found to break the same invariant. Leaving something
 * out changes the course of chance, so each plan is tried in several.
 */
export function minimise(scenario: Scenario): Scenario {
  const wanted = runScenario(scenario).violation?.invariant;
  if (wanted === undefined) return scenario;
  let runs = 0;

  function fails(changes: Changes): Outcome | null {
    if (runs++ > runsMax) return null;
    const outcome = runScenario({ ...scenario, changes });
    return outcome.violation?.invariant === wanted ? outcome : null;
  }

  /** These changes with a course of chance that fails, or `null`. */
  function failing(changes: Changes): Changes | null {
    for (let step = 0; step < variantsTried; step++) {
      const tried = { ...changes, variant: changes.variant + step };
      if (fails(tried) !== null) return tried;
    }
    return null;
  }

  let best = scenario.changes ?? noChanges;
  const names = namesOf(makePlan(scenario.seed, scenario.validators, best));
  for (const name of names) {
    const without = [...best.without, name];
    best = failing({ ...best, without }) ?? best;
  }
  let { healAtMs } = makePlan(scenario.seed, scenario.validators, best);
  while (healAtMs > 1000) {
    healAtMs = Math.floor(healAtMs / 2);
    const shorter = failing({ ...best, healAtMs });
    if (shorter === null) break;
    best = shorter;
  }
  return { ...scenario, changes: shortest(best) };

  /** Of some courses of chance, the one that fails with the fewest events. */
  function shortest(changes: Changes): Changes {
    let found = { changes, events: fails(changes)?.events ?? Number.POSITIVE_INFINITY };
    for (let variant = 0; variant < 5 * variantsTried; variant++) {
      const outcome = fails({ ...changes, variant });
      if (outcome === null || outcome.events >= found.events) continue;
      found = { changes: { ...changes, variant }, events: outcome.events };
    }
    // Names of a liar's vices say nothing once the liar is honest.
    const { without } = found.changes;
    const needed = without.filter(
      (name) => !without.includes(name.split('.')[0] ?? '') || !name.includes('.'),
    );
    return { ...found.changes, without: needed };
  }
}
