/** `pnpm sequences`. */
import { randomInt } from 'node:crypto';
import { say, script, wholeNumber } from '../script.ts';
import { runSequence, type SequenceOutcome } from './run-sequence.ts';

const values = script(
  'sequences',
  'Random operations of every kind on a ledger in memory, each block checked against books that know none of its rules. Stops at the first failure.',
)
  .option('--operations <n>', 'how many', wholeNumber, 100_000)
  .option('--seed <n>', 'what is drawn follows from it (random)', wholeNumber)
  .parse()
  .opts();

process.exitCode = start();

function start(): number {
  const { operations, seed = randomInt(2 ** 31) } = values;
  say(`${operations} operations, seed ${seed}`);
  const began = performance.now();
  try {
    report(runSequence(seed, operations), (performance.now() - began) / 1_000);
    return 0;
  } catch (error) {
    say(
      error instanceof Error ? (error.stack ?? error.message) : String(error),
      `again: pnpm sequences --seed ${seed} --operations ${operations}`,
    );
    return 1;
  }
}

function report(outcome: SequenceOutcome, seconds: number): void {
  const { operations, transactions, succeeded, refused, expired, applied, statuses } = outcome;
  say(
    `${operations} operations in ${transactions} transactions, ${seconds.toFixed(0)} s: ${succeeded} succeeded, ${refused} more were refused by the block, ${expired} holds went back by themselves`,
    `applied: ${list(applied)}`,
    `outcomes: ${list(statuses)}`,
    'After every block: supply = balances + holds of every asset, and both as the books say; nothing frozen or unlisted moved; failures changed sequence and fee alone; no role was missing; no hold was overdue.',
  );
}

function list(counts: ReadonlyMap<string, number>): string {
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}
