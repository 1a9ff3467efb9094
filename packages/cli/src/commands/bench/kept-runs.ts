/** `trellis bench compare` and `trellis bench report`: what is done with runs that were kept. */
import { join } from 'node:path';
import type { Command } from 'commander';
import { readGlobals } from '../../globals.ts';
import { print, printJson, printOwnText } from '../../output.ts';
import { addPriceOptions, type PriceOptions, pricesOf } from './prices.ts';
import { type OutOptions, requireOut } from './run-options.ts';

export function addCompare(bench: Command): void {
  bench
    .command('compare <before> <after>')
    .description('Say which differences between two runs exceed the noise; ends with 1 if any does')
    .addHelpText('after', '\nExamples:\n  $ trellis bench compare runs/a runs/b\n')
    .action(async (before: string, after: string, _options: object, command: Command) => {
      const { compareRuns, comparisonText, readRunAt } = await import('@trellis/bench');
      const [first, second] = await Promise.all([readRunAt(before), readRunAt(after)]);
      const comparison = compareRuns(first, second);
      if (readGlobals(command).json) printJson(comparison);
      else printOwnText(comparisonText(comparison));
      if (comparison.differs) process.exitCode = 1;
    });
}

export function addReport(bench: Command): void {
  addPriceOptions(
    bench
      .command('report <run>')
      .description('Write the page and the table of a kept run again, with other prices')
      .requiredOption('--out <folder>', 'where to')
      .option('--force', 'write over the run that is in the folder', false),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  $ trellis bench report runs/ledger --price-cpu-hour 0.1 --out runs/dear\n',
    )
    .action(async (text: string, given: ReportOptions, command: Command) => {
      const { readRunAt, writeReport } = await import('@trellis/bench');
      await requireOut(given);
      const run = await readRunAt(text);
      await writeReport(given.out, run, pricesOf(given));
      const file = join(given.out, 'report.html');
      if (readGlobals(command).json) printJson({ file });
      else print(`Wrote ${file}.`);
    });
}

interface ReportOptions extends PriceOptions, OutOptions {
  readonly out: string;
}
