/** `trellis snapshot`: the state of a stopped node as files, and beginning a node's chain from them. */
import { createProvider } from '@trellis/crypto';
import { groupDigits, limits, recoveryPoint } from '@trellis/protocol';
import type { OnChunks, SnapshotReport } from '@trellis/storage';
import type { Command } from 'commander';
import { readGlobals } from '../globals.ts';
import { configPath } from '../node-data.ts';
import { formatBytes, print, printFields, printJson } from '../output.ts';
import { withCounted } from '../progress.ts';

/** Gives `snapshot` its subcommands. */
export function defineSnapshotCommand(snapshot: Command): void {
  addCreate(snapshot);
  addRestore(snapshot);
}

function addCreate(snapshot: Command): void {
  snapshot
    .command('create [node]')
    .description('Write the newest state of a stopped node to files that prove themselves')
    .option('--config <file>', 'the node of this configuration instead of a testnet node')
    .option('--out <folder>', 'where to (default: where the node offers it to others)')
    .addHelpText(
      'after',
      '\nThe node offers the snapshot to nodes that join, from its next start on. An older one is replaced.\n' +
        '\nExamples:\n  $ trellis testnet down node4 && trellis snapshot create node4 && trellis testnet up node4\n' +
        '  $ trellis snapshot create --config /etc/trellis/config.json --out /backup/snapshot\n',
    )
    .action(async (name: string | undefined, options: CreateOptions, command: Command) => {
      const { readConfig } = await import('@trellis/node');
      const { createSnapshot, snapshotPath } = await import('@trellis/storage');
      const { home, json } = readGlobals(command);
      const config = await readConfig(await configPath(home, name, options.config));
      const out = options.out ?? snapshotPath(config.data);
      const made = await counted('writing the snapshot', (onChunks) =>
        createSnapshot(config.data, out, limits.snapshotChunkBytes, onChunks),
      );
      show(made, json, 'Wrote');
    });
}

function addRestore(snapshot: Command): void {
  snapshot
    .command('restore <folder> [node]')
    .description('Begin the chain of a node from a snapshot; everything in it is checked first')
    .option('--config <file>', 'the node of this configuration instead of a testnet node')
    .addHelpText(
      'after',
      '\nThe node must have no chain yet: move its folder data/chain away if it has one. It keeps a copy of the\n' +
        'snapshot, to offer it to others and for "trellis verify". Older blocks it does not have.\n' +
        '\nExamples:\n  $ trellis snapshot restore /backup/snapshot node5\n',
    )
    .action(
      async (
        folder: string,
        name: string | undefined,
        options: RestoreOptions,
        command: Command,
      ) => {
        const { readConfig, readGenesis, readRecoveries } = await import('@trellis/node');
        const { restoreSnapshot } = await import('@trellis/storage');
        const { home, json, provider } = readGlobals(command);
        const config = await readConfig(await configPath(home, name, options.config));
        const genesis = await readGenesis(config.genesis);
        const verifier = createProvider(provider);
        const recoveries = await readRecoveries(config, genesis, (claim) => verifier.verify(claim));
        const points = recoveries.map(({ plan }) => recoveryPoint(plan));
        const report = await counted('restoring the snapshot', (onChunks) =>
          restoreSnapshot(folder, config.data, genesis, verifier, { recoveries: points, onChunks }),
        );
        show(report, json, 'Restored');
      },
    );
}

/** Shows how many chunks are done. */
function counted<T>(text: string, work: (onChunks: OnChunks) => Promise<T>): Promise<T> {
  return withCounted(text, (tell) => work((done, of) => tell({ done, of })), 'chunks');
}

interface RestoreOptions {
  readonly config?: string;
}

interface CreateOptions extends RestoreOptions {
  readonly out?: string;
}

function show(report: SnapshotReport, json: boolean, done: string): void {
  if (json) {
    printJson(report);
    return;
  }
  const { height, blockId, entries, chunks, bytes, path } = report;
  print(`${done} the state after block ${height}.`);
  printFields([
    ['block', blockId],
    [
      'entries',
      `${groupDigits(entries)}, ${formatBytes(bytes)} in ${chunks} ${chunks === 1 ? 'chunk' : 'chunks'}`,
    ],
    ['folder', path],
  ]);
}
