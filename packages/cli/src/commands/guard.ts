/** `trellis guard`: what an operator tells the double-sign guard of a validator. */
import { createProvider } from '@trellis/crypto';
import { recoveryPoint } from '@trellis/protocol';
import type { Command } from 'commander';
import { UsageError } from '../command-error.ts';
import { readGlobals } from '../globals.ts';
import { addNodeDataOptions, type NodeDataOptions, nodeData } from '../node-data.ts';
import { print, printFields, printJson } from '../output.ts';

/** Gives `guard` its subcommands. */
export function defineGuardCommand(guard: Command): void {
  const command = guard
    .command('confirm')
    .description('Say that a stopped validator’s folder was moved here after a clean stop');
  addNodeDataOptions(command)
    .requiredOption(
      '--moved-after-clean-stop',
      'that is so: nothing was signed with these keys since, and no other process has them',
    )
    .addHelpText(
      'after',
      '\nA validator whose record of what it signed may be a copy waits until every validator has shown what it\n' +
        'received from it. This command ends that wait. Nothing proves what it says: if the folder is a backup, or the\n' +
        'other copy runs, the validator can sign twice and lose its power.\n' +
        '\nExamples:\n  $ trellis guard confirm --of node2 --moved-after-clean-stop\n' +
        '  $ trellis guard confirm --config /etc/trellis/config.json --moved-after-clean-stop\n',
    )
    .action(confirm);
}

async function confirm(options: NodeDataOptions, command: Command): Promise<void> {
  const { readGenesis, readRecoveries } = await import('@trellis/node');
  const { confirmMoved } = await import('@trellis/storage');
  const globals = readGlobals(command);
  const config = await nodeData(globals, options);
  const { name, data } = config;
  const genesis = await readGenesis(config.genesis);
  const provider = createProvider(globals.provider);
  const recoveries = await readRecoveries(config, genesis, (claim) => provider.verify(claim));
  const newest = recoveries.at(-1);
  const last = await confirmMoved(data, newest === undefined ? null : recoveryPoint(newest.plan));
  if (last === null) {
    throw new UsageError(
      'nothing_to_confirm',
      `the record of what ${name} signed last is missing or damaged: there is nothing to confirm`,
    );
  }
  const { height, round, step } = last;
  if (globals.json) return printJson({ node: name, height, round, step });
  printFields([
    ['node', name],
    ['signed last', `${step} at height ${height}, round ${round}`],
  ]);
  print(`Confirmed. ${name} votes after its next start, unless a validator shows something later.`);
}
