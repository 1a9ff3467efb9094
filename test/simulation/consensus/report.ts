/** What a failing run tells: what was violated, under what faults, how to repeat it, and how it came. */
import { type Changes, changeOptions, noChanges } from '../changes.ts';
import { minimise } from '../minimise.ts';
import { makePlan, namesOf } from './plan.ts';
import { runScenario, type Scenario } from './scenario.ts';
import { runTwins, type TwinsScenario } from './twins.ts';

/** Trace lines before the violation that are shown; the command shows them all. */
const linesShown = 60;

/** Reports a failing scenario and the simplest one like it that was found. */
export async function reportFailure(scenario: Scenario): Promise<string> {
  const { violation, events } = runScenario(scenario);
  const simplest = await simplify(scenario);
  // A trace changes nothing about the run.
  const outcome = runScenario({ ...simplest, trace: 'keep' });
  return [
    `Violation of ${violation?.message ?? 'nothing: the run is not deterministic'}`,
    `after ${events} events; repeat it with: ${repeatCommand(scenario)}`,
    `Simplest run that violates the same: ${outcome.violation?.message ?? 'none'}`,
    outcome.summary,
    ...ending(outcome.trace),
    `repeat it with: ${repeatCommand(simplest)}`,
  ].join('\n');
}

/** The simplest scenario like this one that was found to violate the same, if it violates anything. */
export async function simplify(scenario: Scenario): Promise<Scenario> {
  const { seed, validators } = scenario;
  const wanted = runScenario(scenario).violation?.invariant;
  if (wanted === undefined) return scenario;
  const kind = {
    plan(changes: Changes) {
      const plan = makePlan(seed, validators, changes);
      return { names: namesOf(plan), healAtMs: plan.healAtMs };
    },
    eventsMax: 2_000_000,
    async run(changes: Changes) {
      const { events, violation } = runScenario({ ...scenario, changes });
      return { events, isSame: violation?.invariant === wanted };
    },
  };
  return { ...scenario, changes: await minimise(kind, scenario.changes ?? noChanges) };
}

/** Reports a failing schedule of twins; it is as short as it can be already. */
export function reportTwins(scenario: TwinsScenario): string {
  const { seed, validators } = scenario;
  const { violation, summary, trace } = runTwins({ ...scenario, trace: 'keep' });
  return [
    `Violation of ${violation?.message ?? 'nothing: the run is not deterministic'}`,
    summary,
    ...ending(trace),
    `repeat it with: pnpm sim --twins --seed ${seed} --validators ${validators} --trace`,
  ].join('\n');
}

/** The last lines, without those about repairs. */
function ending(trace: readonly string[]): readonly string[] {
  const story = trace.filter((line) => !/ (roundState|blockRequest) /.test(line));
  const shown = story.slice(-linesShown);
  return [`the last ${shown.length} of ${trace.length} lines, without repairs:`, ...shown];
}

export function repeatCommand({ seed, validators, changes = noChanges }: Scenario): string {
  const command = `pnpm sim --seed ${seed} --validators ${validators} --trace`;
  return [command, ...changeOptions(changes)].join(' ');
}
