/**
 * Runs simulations from the command line and stops at the first violation, with the command that
 * repeats it: `pnpm sim [--seeds 1000] [--seed N] [--validators 4|7] [--trace]`.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { reportFailure } from './report.ts';
import { recoveryHeights, runScenario } from './scenario.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    seed: { type: 'string' },
    validators: { type: 'string' },
    trace: { type: 'boolean', default: false },
  },
});

process.exitCode = run();

function run(): number {
  const sizes = values.validators === undefined ? [4, 7] : [wholeNumber(values.validators)];
  const first = values.seed === undefined ? randomInt(2 ** 31) : wholeNumber(values.seed);
  // One seed alone unless a number of them is asked for: a seed is named in order to repeat it.
  const count =
    values.seeds === undefined ? (values.seed === undefined ? 100 : 1) : wholeNumber(values.seeds);
  const startedAt = performance.now();
  const total = { runs: 0, events: 0, heights: 0, slowestMs: 0, rounds: 0 };
  print(`${count} seeds from ${first}, ${sizes.join(' and ')} validators`);
  for (let seed = first; seed < first + count; seed++) {
    for (const validators of sizes) {
      const outcome = runScenario({ seed, validators, trace: values.trace ? 'keep' : 'off' });
      if (values.trace) print([outcome.summary, ...outcome.trace].join('\n'));
      if (outcome.violation !== null) {
        print(reportFailure({ seed, validators }));
        return 1;
      }
      total.runs++;
      total.events += outcome.events;
      total.heights += outcome.heights;
      total.slowestMs = Math.max(total.slowestMs, outcome.recoveryMs);
      total.rounds = Math.max(total.rounds, outcome.rounds);
    }
    if ((seed - first + 1) % 100 === 0) print(progress());
  }
  print(progress());
  return 0;

  function progress(): string {
    const seconds = (performance.now() - startedAt) / 1000;
    return [
      `${total.runs} runs held`,
      `${(total.runs / seconds).toFixed(0)} runs/s`,
      `${total.events} events`,
      `${total.heights} heights`,
      `latest decision in round ${total.rounds}`,
      `slowest recovery by ${recoveryHeights} heights ${(total.slowestMs / 1000).toFixed(1)} s`,
    ].join(', ');
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`expected a whole number instead of "${text}"`);
  }
  return value;
}
