/** `trellis repair`: says what of a stopped node's files is damaged, and allows its next start to repair it. */
import { createProvider } from '@trellis/crypto';
import type { Command } from 'commander';
import { damagedPlaces } from '../damaged-places.ts';
import { readGlobals } from '../globals.ts';
import { configPath } from '../node-data.ts';
import { print, printJson } from '../output.ts';
import { withCounted } from '../progress.ts';

/** Gives the `repair` command its arguments, options and action. */
export function defineRepairCommand(repair: Command): void {
  repair
    .option('--config <file>', 'the node of this configuration instead of a testnet node')
    .option('--dry-run', 'say what is damaged, and change nothing')
    .addHelpText(
      'after',
      '\nThe node must be stopped. Nothing is deleted: what is replaced as a whole is kept as NAME.damaged-TIME.\n' +
        'A node with "repair": "automatic" repairs itself; this is for one that asks.\n' +
        '\nExamples:\n  $ trellis repair node4 --dry-run\n  $ trellis repair node4 && trellis testnet up node4\n',
    )
    .action(async (name: string | undefined, options: RepairOptions, command: Command) => {
      const { allowRepair, readConfig, readGenesis, readRecoveries } = await import(
        '@trellis/node'
      );
      const { auditDatabase } = await import('@trellis/storage');
      const { home, json, provider } = readGlobals(command);
      const config = await readConfig(await configPath(home, name, options.config));
      const genesis = await readGenesis(config.genesis);
      const verifier = createProvider(provider);
      const recoveries = await readRecoveries(config, genesis, (claim) => verifier.verify(claim));
      const { places: problems } = await withCounted(
        'reading the whole database',
        (tell) => {
          const onProgress = (height: bigint, of: bigint): void =>
            tell({ done: Number(height), of: Number(of) });
          return damagedPlaces(
            auditDatabase(config.data, genesis, verifier, { recoveries, onProgress }),
          );
        },
        'blocks',
      );
      const allowed = problems.length > 0 && options.dryRun !== true;
      if (allowed) await allowRepair(config.data);
      if (json) return printJson({ node: config.name, damaged: problems, allowed });
      if (problems.length === 0) return print(`${config.name}: nothing is damaged.`);
      print(`${config.name}: damaged:`);
      for (const problem of problems) print(`  ${problem}`);
      print(
        allowed
          ? 'The next start of the node fetches from its peers what is damaged. Start it now.'
          : 'Nothing was changed. Without --dry-run, the next start of the node repairs it.',
      );
    });
}

interface RepairOptions {
  readonly config?: string;
  readonly dryRun?: boolean;
}
