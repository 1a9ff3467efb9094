/** `pnpm model`. */
import { randomInt } from 'node:crypto';
import { Option } from '@commander-js/extra-typings';
import { createConsensus, step } from '@trellis/consensus';
import { say, script, wholeNumber } from '../script.ts';
import { type Instance, runRandom } from './quint.ts';
import { replay } from './replay.ts';

const { instance, runs, steps, seed } = script(
  'model',
  'Random runs of the model, each replayed against the machine. Stops at the first that fails.',
)
  .option('--runs <n>', 'how many', wholeNumber, 100)
  .option('--steps <n>', 'of each run', wholeNumber, 80)
  .option('--seed <n>', 'what is drawn follows from it', wholeNumber, randomInt(2 ** 40))
  .addOption(
    new Option('--instance <name>', 'how many validators are faulty')
      .choices(['oneFaulty', 'twoFaulty'])
      .default('oneFaulty'),
  )
  .parse()
  .opts();

/** Traces are kept in memory while a batch of this many is replayed. */
const batch = 25;

process.exitCode = await run();

async function run(): Promise<number> {
  // With two faulty ones forks are possible; then only accountability has to hold.
  const invariant = instance === 'oneFaulty' ? 'safety' : 'accountability';
  const startedAt = performance.now();
  let states = 0;
  for (let done = 0; done < runs; done += batch) {
    const part = {
      runs: Math.min(batch, runs - done),
      steps,
      seed: `0x${(seed + done).toString(16)}`,
    };
    const { ok, output, traces } = await runRandom(instance, { ...part, invariant });
    if (!ok) return fail(output, { instance, ...part });
    // The machine remembers one quorum a round; two faulty validators can make two.
    for (const trace of instance === 'oneFaulty' ? traces : []) {
      const difference = replay(trace, { create: createConsensus, step });
      if (difference !== undefined) {
        return fail(JSON.stringify(difference, null, 2), { instance, ...part });
      }
    }
    states += traces.reduce((sum, trace) => sum + trace.length, 0);
    const seconds = (performance.now() - startedAt) / 1000;
    const count = done + part.runs;
    say(`${count} of ${runs} runs held, ${states} states, ${(count / seconds).toFixed(1)} runs/s`);
    for (const line of output.split('\n').filter((one) => one.includes('witnessed')))
      say(`  ${line}`);
  }
  return 0;
}

function fail(
  what: string,
  {
    instance,
    runs,
    steps,
    seed,
  }: { instance: Instance; runs: number; steps: number; seed: string },
): number {
  say(what);
  say(`repeat: pnpm model --instance ${instance} --runs ${runs} --steps ${steps} --seed ${seed}`);
  return 1;
}
