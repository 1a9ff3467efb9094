/**
 * Random runs of the model, each replayed against the machine; stops at the first that fails:
 * `pnpm model [--runs 100] [--steps 80] [--seed 0x1] [--instance oneFaulty|twoFaulty]`.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { createConsensus, step } from '@trellis/consensus';
import { type Instance, runRandom } from './quint.ts';
import { replay } from './replay.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100' },
    steps: { type: 'string', default: '80' },
    seed: { type: 'string', default: String(randomInt(2 ** 40)) },
    instance: { type: 'string', default: 'oneFaulty' },
  },
});

/** Traces are kept in memory while a batch of this many is replayed. */
const batch = 25;

process.exitCode = await run();

async function run(): Promise<number> {
  const { instance } = values;
  if (instance !== 'oneFaulty' && instance !== 'twoFaulty') {
    print(`there is no instance "${instance}": oneFaulty or twoFaulty`);
    return 2;
  }
  const [runs, steps, seed] = [values.runs, values.steps, values.seed].map(wholeNumber);
  if (runs === undefined || steps === undefined || seed === undefined) return 2;
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
    print(
      `${count} of ${runs} runs held, ${states} states, ${(count / seconds).toFixed(1)} runs/s`,
    );
    for (const line of output.split('\n').filter((one) => one.includes('witnessed')))
      print(`  ${line}`);
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
  print(what);
  print(`repeat: pnpm model --instance ${instance} --runs ${runs} --steps ${steps} --seed ${seed}`);
  return 1;
}

function wholeNumber(text: string): number | undefined {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  print(`expected a whole number, not "${text}"`);
  return undefined;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
