/** `pnpm fuzz`. */
import { randomInt } from 'node:crypto';
import { say, script, wholeNumber } from '../script.ts';
import { fuzz } from './fuzz.ts';
import { targets } from './targets.ts';

const values = script(
  'fuzz',
  'Gives every decoder, or one, what is not well formed. Stops at the first failure with the command that repeats it.',
)
  .option('--cases <n>', 'for each decoder', wholeNumber, 100_000)
  .option('--seed <n>', 'what is drawn follows from it (random)', wholeNumber)
  .option('--target <name>', 'this decoder alone')
  .parse()
  .opts();

process.exitCode = await run(values.cases, values.seed ?? randomInt(2 ** 31));

async function run(cases: number, seed: number): Promise<number> {
  const chosen = targets.filter(
    ({ name }) => values.target === undefined || name === values.target,
  );
  if (chosen.length === 0) {
    say(`there is no target "${values.target}"; there are:`);
    for (const { name } of targets) say(`  ${name}`);
    return 2;
  }
  say(`${cases} cases for each of ${chosen.length} decoders, seed ${seed}`);
  const startedAt = performance.now();
  for (const [index, target] of chosen.entries()) {
    const began = performance.now();
    const outcome = await fuzz(target, seed, cases);
    const rate = Math.round((1000 * outcome.cases) / (performance.now() - began));
    const spent = (performance.now() - startedAt) / 1000;
    const left = Math.round((spent / (index + 1)) * (chosen.length - index - 1));
    if (outcome.failure !== null) {
      const { input, error } = outcome.failure;
      say(
        `${target.name}: failed at case ${outcome.cases}: ${error instanceof Error ? error.stack : error}`,
        `input (hex): ${input.toHex()}`,
        `again: pnpm fuzz --target "${target.name}" --seed ${seed} --cases ${outcome.cases}`,
      );
      return 1;
    }
    say(
      `${target.name}: ${outcome.cases} cases, ${outcome.accepted} accepted, ${rate}/s; ${left} s left`,
    );
  }
  return 0;
}
