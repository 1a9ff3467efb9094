/**
 * The comparison at the size of a night: `pnpm ml-dsa [--cases 1000000] [--noble-every 1] [--seed N]`. Ends with 1 at
 * the first difference, and prints what was asked.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { createVerifier } from '../verifier.ts';
import { compareAll, Disagreement } from './differential.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '1000000' },
    'noble-every': { type: 'string', default: '1' },
    seed: { type: 'string' },
  },
});

/** Reported on after each. */
const casesAtATime = 10_000;

function run(): number {
  const cases = Number(values.cases);
  const nobleEvery = Number(values['noble-every']);
  const firstSeed = Number(values.seed ?? randomInt(2 ** 31));
  const verifier = createVerifier({ keys: 4 });
  for (let done = 0; done < cases; done += casesAtATime) {
    const seed = firstSeed + done / casesAtATime;
    const plan = { seed, cases: Math.min(casesAtATime, cases - done), nobleEvery };
    try {
      const { valid, askedNoble } = compareAll(verifier, plan);
      print(`seed ${seed}: ${plan.cases} cases, ${valid} valid, ${askedNoble} by noble as well`);
    } catch (error) {
      if (!(error instanceof Disagreement)) throw error;
      print(error.message);
      return 1;
    }
  }
  print(`${cases} cases, no difference`);
  return 0;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

process.exitCode = run();
