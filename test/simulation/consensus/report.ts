/** What a failing run tells: what was violated, under what faults, how to repeat it, and how it came. */
import { minimise } from './minimise.ts';
import { noChanges } from './plan.ts';
import { runScenario, type Scenario } from './scenario.ts';
import { runTwins, type TwinsScenario } from './twins.ts';

/** Trace lines before the violation that are shown; the command shows them all. */
const linesShown = 60;

/** Reports a failing scenario and the simplest one like it that was found. */
export function reportFailure(scenario: Scenario): string {
  const { violation, events } = runScenario(scenario);
  const simplest = minimise(scenario);
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
  const { without, healAtMs, variant } = changes;
  return [
    `pnpm sim --seed ${seed} --validators ${validators} --trace`,
    ...(without.length > 0 ? [`--without ${without.join(',')}`] : []),
    ...(healAtMs === null ? [] : [`--heal-at ${healAtMs}`]),
    ...(variant === 0 ? [] : [`--variant ${variant}`]),
  ].join(' ');
}
