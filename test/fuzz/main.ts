/**
 * Fuzzes every decoder, or one: `pnpm fuzz [--cases 1000000] [--seed N] [--target NAME]`. Stops at the
 * first failure with the command that repeats it.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz.ts';
import { targets } from './targets.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '100000' },
    seed: { type: 'string' },
    target: { type: 'string' },
  },
});

process.exitCode = await start();

async function start(): Promise<number> {
  const cases = wholeNumber(values.cases);
  const seed = values.seed === undefined ? randomInt(2 ** 31) : wholeNumber(values.seed);
  if (cases !== undefined && seed !== undefined) return run(cases, seed);
  print('--cases and --seed: expected whole numbers');
  return 2;
}

async function run(cases: number, seed: number): Promise<number> {
  const chosen = targets.filter(
    ({ name }) => values.target === undefined || name === values.target,
  );
  if (chosen.length === 0) {
    print(`there is no target "${values.target}"; there are:`);
    for (const { name } of targets) print(`  ${name}`);
    return 2;
  }
  print(`${cases} cases for each of ${chosen.length} decoders, seed ${seed}`);
  const startedAt = performance.now();
  for (const [index, target] of chosen.entries()) {
    const began = performance.now();
    const outcome = await fuzz(target, seed, cases);
    const rate = Math.round((1000 * outcome.cases) / (performance.now() - began));
    const spent = (performance.now() - startedAt) / 1000;
    const left = Math.round((spent / (index + 1)) * (chosen.length - index - 1));
    if (outcome.failure !== null) {
      const { input, error } = outcome.failure;
      print(
        `${target.name}: failed at case ${outcome.cases}: ${error instanceof Error ? error.stack : error}`,
        `input (hex): ${input.toHex()}`,
        `again: pnpm fuzz --target "${target.name}" --seed ${seed} --cases ${outcome.cases}`,
      );
      return 1;
    }
    print(
      `${target.name}: ${outcome.cases} cases, ${outcome.accepted} accepted, ${rate}/s; ${left} s left`,
    );
  }
  return 0;
}

function print(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

function wholeNumber(text: string): number | undefined {
  return /^[0-9]{1,15}$/.test(text) ? Number(text) : undefined;
}
