/** What a failing run of engines tells. */
import { type EngineScenario, runEngines } from './scenario.ts';

/** Trace lines before the violation that are shown; the command shows them all. */
const linesShown = 80;

/** Runs the scenario again with a trace, which changes nothing about the run. */
export async function reportEngines(scenario: EngineScenario): Promise<string> {
  const { seed, validators, scheme } = scenario;
  const { violation, summary, trace } = await runEngines({ ...scenario, trace: 'keep' });
  return [
    `Violation of ${violation?.message ?? 'nothing: the run is not deterministic'}`,
    summary,
    `the last ${Math.min(linesShown, trace.length)} of ${trace.length} lines:`,
    ...trace.slice(-linesShown),
    `repeat it with: pnpm sim --engines --seed ${seed} --validators ${validators}${scheme === undefined ? '' : ` --scheme ${scheme}`} --trace`,
  ].join('\n');
}
