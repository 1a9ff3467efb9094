/** What a failing run of engines tells: what was violated, the simplest run that does the same, and how to repeat both. */
import { type Changes, changeOptions, noChanges } from '../changes.ts';
import { minimise } from '../minimise.ts';
import { isFair, makeEnginePlan, namesOf } from './plan.ts';
import { type EngineScenario, runEngines } from './scenario.ts';

/** Trace lines before the violation that are shown; the command shows them all. */
const linesShown = 80;

/** Reports a failing scenario and the simplest one like it that was found. A trace changes nothing about a run. */
export async function reportEngines(scenario: EngineScenario): Promise<string> {
  const { violation, events } = await runEngines(scenario);
  const simplest = await simplifyEngines(scenario);
  const outcome = await runEngines({ ...simplest, trace: 'keep' });
  const shown = outcome.trace.slice(-linesShown);
  return [
    `Violation of ${violation?.message ?? 'nothing: the run is not deterministic'}`,
    `after ${events} events; repeat it with: ${repeatEngines(scenario)}`,
    `Simplest run that violates the same: ${outcome.violation?.message ?? 'none'}`,
    outcome.summary,
    `the last ${shown.length} of ${outcome.trace.length} lines:`,
    ...shown,
    `repeat it with: ${repeatEngines(simplest)}`,
  ].join('\n');
}

/** The simplest scenario like this one that was found to violate the same, if it violates anything. */
export async function simplifyEngines(scenario: EngineScenario): Promise<EngineScenario> {
  const { seed, validators } = scenario;
  const wanted = (await runEngines(scenario)).violation?.invariant;
  if (wanted === undefined) return scenario;
  const planOf = (changes: Changes) => makeEnginePlan(seed, validators, changes);
  const kind = {
    plan: (changes: Changes) => ({
      names: namesOf(planOf(changes)),
      healAtMs: planOf(changes).healAtMs,
    }),
    eventsMax: 150_000,
    async run(changes: Changes) {
      // With a validator left out, the liars may be too many.
      if (!isFair(planOf(changes))) return { events: 0, isSame: false };
      const { events, violation } = await runEngines({ ...scenario, changes });
      return { events, isSame: violation?.invariant === wanted };
    },
  };
  return { ...scenario, changes: await minimise(kind, scenario.changes ?? noChanges) };
}

export function repeatEngines({
  seed,
  validators,
  scheme,
  changes = noChanges,
}: EngineScenario): string {
  const command = `pnpm sim --engines --seed ${seed} --validators ${validators} --trace`;
  const signed = scheme === undefined ? [] : [`--scheme ${scheme}`];
  return [command, ...signed, ...changeOptions(changes)].join(' ');
}
