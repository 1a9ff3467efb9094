/**
 * Random operations of every kind on a ledger in memory, each block checked against books that know none
 * of its rules: `pnpm sequences [--operations 100000] [--seed N]`. Stops at the first failure.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { runSequence, type SequenceOutcome } from './run-sequence.ts';

const { values } = parseArgs({
  options: { operations: { type: 'string', default: '100000' }, seed: { type: 'string' } },
});

process.exitCode = start();

function start(): number {
  const operations = wholeNumber(values.operations);
  const seed = values.seed === undefined ? randomInt(2 ** 31) : wholeNumber(values.seed);
  if (operations === undefined || seed === undefined) {
    print('--operations and --seed: expected whole numbers');
    return 2;
  }
  print(`${operations} operations, seed ${seed}`);
  const began = performance.now();
  try {
    report(runSequence(seed, operations), (performance.now() - began) / 1_000);
    return 0;
  } catch (error) {
    print(
      error instanceof Error ? (error.stack ?? error.message) : String(error),
      `again: pnpm sequences --seed ${seed} --operations ${operations}`,
    );
    return 1;
  }
}

function report(outcome: SequenceOutcome, seconds: number): void {
  const { operations, transactions, succeeded, refused, expired, applied, statuses } = outcome;
  print(
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

function print(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

function wholeNumber(text: string): number | undefined {
  return /^[0-9]{1,9}$/.test(text) ? Number(text) : undefined;
}
