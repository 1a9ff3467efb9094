/** `trellis testnet add-node` and `remove-node`: who is in a running testnet. */
import { createProvider } from '@trellis/crypto';
import type { AddOptions } from '@trellis/testnet';
import { type Command, Option } from 'commander';
import { trustCertificate } from '../authority.ts';
import { readGlobals } from '../globals.ts';
import { dim, print, printJson } from '../output.ts';
import { findNode } from '../testnet-nodes.ts';
import { wholeNumber } from '../whole-number.ts';

interface AddNodeOptions {
  readonly join: AddOptions['join'];
  readonly power: number;
}

/** Adds the commands. */
export function addMemberCommands(testnet: Command): void {
  testnet
    .command('add-node')
    .description('Make a node, have the operators vote it in, start it and let it catch up')
    .addOption(
      new Option('--join <how>', 'begin with all blocks, or with a snapshot that a node offers')
        .choices(['blocks', 'snapshot'])
        .default('blocks'),
    )
    .addOption(
      new Option('--power <power>', 'then vote it in as a validator with this power')
        .default(0, 'it follows without a vote')
        .argParser(wholeNumber(0, 1000)),
    )
    .addHelpText(
      'after',
      '\nThe votes are those of the operators whose keys are in the home folder; in production each operator votes\n' +
        'with "trellis governance".\n' +
        '\nExamples:\n  $ trellis testnet add-node\n  $ trellis testnet add-node --join snapshot --power 1\n',
    )
    .action(async ({ join, power }: AddNodeOptions, command: Command) => {
      const { addNode } = await import('@trellis/testnet');
      const { home, json, provider } = readGlobals(command);
      const onStep = stepPrinter(json);
      const added = await addNode({
        home,
        provider: createProvider(provider),
        join,
        power,
        trust: trustCertificate,
        onStep,
      });
      const { node, height, joinedMs } = added;
      if (json) return printJson({ ...added, joinedMs: Math.round(joinedMs) });
      print(
        `${node.name} answers at ${node.http}; it had block ${height} ${(joinedMs / 1_000).toFixed(1)} s after its start.`,
      );
    });
  testnet
    .command('remove-node <node>')
    .description('Have the operators shut a node out, and stop it; its folder stays')
    .addHelpText('after', '\nExamples:\n  $ trellis testnet remove-node node5\n')
    .action(async (name: string, _options: object, command: Command) => {
      const { readManifest, removeNode, testnetFolder } = await import('@trellis/testnet');
      const { home, json, provider } = readGlobals(command);
      const options = { home, provider: createProvider(provider), onStep: stepPrinter(json) };
      const folder = testnetFolder(home);
      findNode(await readManifest(folder), name);
      await removeNode(options, name);
      if (json) printJson({ removed: name });
    });
}

function stepPrinter(json: boolean): (text: string) => void {
  return (text) => {
    if (!json) print(dim(text));
  };
}
