/** The options that every measurement has: how much of it, and where its run is kept. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { runFileName } from '@trellis/bench/options';
import type { Command } from 'commander';
import { UsageError } from '../../command-error.ts';
import { requireFolder } from '../../out-folder.ts';
import { wholeNumber } from '../../whole-number.ts';

import { addPriceOptions, type PriceOptions } from './prices.ts';

export interface OutOptions {
  readonly out?: string;
  readonly force: boolean;
}

export interface RunOptions extends PriceOptions, OutOptions {
  readonly quick: boolean;
  readonly seed: number;
}

export function addRunOptions(command: Command): Command {
  return addPriceOptions(command)
    .option('--quick', 'less of everything: done within a minute', false)
    .option('--out <folder>', 'keep the run here: run.json, run.csv and report.html')
    .option('--force', 'write over the run that is in the folder', false)
    .option('--seed <number>', 'makes a run repeatable where chance has a part', wholeNumber(0), 1)
    .hook('preAction', (_this, action) => requireOut(action.opts<RunOptions>()));
}

/**
 * Refuses before anything is measured what could not be kept, or would be lost. Throws `UsageError`
 * `run_exists`, and what `requireFolder` throws.
 */
export async function requireOut({ out, force }: OutOptions): Promise<void> {
  if (out === undefined) return;
  await requireFolder(out);
  const hasRun = await access(join(out, runFileName)).then(
    () => true,
    () => false,
  );
  if (hasRun && !force) {
    throw new UsageError(
      'run_exists',
      `--out: there is a run in ${out} already; name another folder, or give --force to write over it`,
    );
  }
}
