/** `trellis acknowledge`: an operator has looked at a signature about which two verifiers disagreed. */
import type { Command } from 'commander';
import { UsageError } from '../command-error.ts';
import { readGlobals } from '../globals.ts';
import { addNodeDataOptions, type NodeDataOptions, nodeData } from '../node-data.ts';
import { print, printFields, printJson } from '../output.ts';

/** Gives the `acknowledge` command its options and action. */
export function defineAcknowledgeCommand(acknowledge: Command): void {
  addNodeDataOptions(acknowledge)
    .addHelpText(
      'after',
      '\nThe node votes again after its next start. Before that, send the file to whoever maintains the software, and\n' +
        'set crypto.expandedKeys to 0 unless you know that the other implementation was wrong.\n' +
        '\nExamples:\n  $ trellis acknowledge --of node2\n  $ trellis acknowledge --config /etc/trellis/config.json\n',
    )
    .action(async (options: NodeDataOptions, command: Command) => {
      const { acknowledgeDifference, differencePath, readDifference } = await import(
        '@trellis/node'
      );
      const globals = readGlobals(command);
      const { name, data } = await nodeData(globals, options);
      const difference = await readDifference(data);
      if (difference === null) {
        throw new UsageError('no_difference', `there is no ${differencePath(data)}`);
      }
      const kept = await acknowledgeDifference(data, Date.now());
      if (globals.json) return printJson({ node: name, file: kept, found: difference.time });
      const word = (valid: boolean): string => (valid ? 'valid' : 'not valid');
      printFields([
        ['node', name],
        ['found', difference.time],
        ['signature', `${difference.scheme}, made as ${difference.purpose}`],
        ['verifier', word(difference.validByWebAssembly)],
        ['OpenSSL', `${word(difference.validByOpenssl)}, by version ${difference.openssl}`],
        ['kept in', kept],
      ]);
      print(`Acknowledged. ${name} votes again after its next start.`);
    });
}
