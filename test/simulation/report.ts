/** What a failing run tells: what was violated, under what faults, how to repeat it, and how it came. */
import { runScenario, type Scenario } from './scenario.ts';

/** Trace lines before the violation that are shown; the command shows them all. */
const linesShown = 60;

/** Runs the scenario again with a trace, which changes nothing about the run. */
export function reportFailure(scenario: Scenario): string {
  const { seed, validators } = scenario;
  const outcome = runScenario({ ...scenario, trace: 'keep' });
  return [
    `Violation of ${outcome.violation?.message ?? 'nothing: the run is not deterministic'}`,
    outcome.summary,
    `the last ${linesShown} of ${outcome.trace.length} lines:`,
    ...outcome.trace.slice(-linesShown),
    `repeat it with: ${repeatCommand({ seed, validators })}`,
  ].join('\n');
}

export function repeatCommand({ seed, validators }: Scenario): string {
  return `pnpm sim --seed ${seed} --validators ${validators} --trace`;
}
