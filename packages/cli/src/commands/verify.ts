/** `trellis verify`: the full audit of a stopped node's database. */

import { createProvider } from '@trellis/crypto';
import { readConfig, readGenesis } from '@trellis/node';
import { auditDatabase } from '@trellis/storage';
import type { Command } from 'commander';
import { startBenchProgress } from '../bench-progress.ts';
import { readGlobals } from '../globals.ts';
import { testnetConfigs } from '../node-data.ts';
import { print, printJson } from '../output.ts';
import { showsProgress } from '../terminal.ts';

/** Gives the `verify` command its arguments, options and action. */
export function defineVerifyCommand(verify: Command): void {
  verify
    .option('--config <file>', 'audit the node of this configuration instead of testnet nodes')
    .addHelpText(
      'after',
      '\nWithout arguments, all nodes of the testnet are audited.\n' +
        '\nExamples:\n  $ trellis testnet down && trellis verify\n  $ trellis verify node2\n' +
        '  $ trellis verify --config /etc/trellis/config.json\n',
    )
    .action(async (names: readonly string[], options: { config?: string }, command: Command) => {
      const { home, json, provider } = readGlobals(command);
      const files =
        options.config === undefined ? await testnetConfigs(home, names) : [options.config];
      const reports = [];
      for (const file of files) {
        const config = await readConfig(file);
        const genesis = await readGenesis(config.genesis);
        const report = await auditDatabase(
          config.data,
          genesis,
          createProvider(provider),
          progress(config.name, json),
        );
        const { base, height } = report;
        reports.push({
          node: config.name,
          ...report,
          base: base.toString(),
          height: height.toString(),
        });
        if (json) continue;
        print(
          `${config.name}: ok. ${audited(base, height)}, ${report.transactions} transactions, ` +
            `${report.signatures} signatures and ${report.stateEntries} state entries are what they should be.`,
        );
      }
      if (json) printJson({ audited: reports });
    });
}

function audited(base: bigint, height: bigint): string {
  if (base === 0n) return `Blocks 0 to ${height}`;
  const snapshot = `The snapshot of block ${base}`;
  return base === height ? snapshot : `${snapshot} and blocks ${base + 1n} to ${height}`;
}

/** Shows how far the audit is, on a terminal only. */
function progress(name: string, json: boolean): (height: bigint, of: bigint) => void {
  if (json || !showsProgress()) return () => undefined;
  const bar = startBenchProgress();
  return (height, of) => {
    if (height === of) return bar.end();
    bar.update(of === 0n ? 1 : Number(height) / Number(of), `${name}: block ${height} of ${of}`);
  };
}
