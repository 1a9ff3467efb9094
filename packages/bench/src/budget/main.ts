/** `pnpm bench-budget [--blocks 20]`: prints the budget of docs/benchmarks.md. */
import { parseArgs } from 'node:util';
import { budgetLines, measureBudget } from './budget.ts';

const { values } = parseArgs({ options: { blocks: { type: 'string', default: '20' } } });

const figures = await measureBudget({
  scheme: 'ml-dsa-65',
  accounts: 2_000,
  blockPayments: 1_000,
  warmUpBlocks: 5,
  blocks: Number(values.blocks),
});
const rows = budgetLines.map((line) => `| ${line} | ${figures[line].toFixed(1)} |`);
const sum = budgetLines.reduce((all, line) => all + figures[line], 0);
process.stdout.write(
  `| part | µs a payment |\n| --- | ---: |\n${rows.join('\n')}\n| together | ${sum.toFixed(0)} |\n`,
);
