/** `trellis node run`: a node in the place of this command, for whatever supervises processes. */
import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { UsageError, whyUnusable } from '../command-error.ts';

/** Adds `run` to `node`. */
export function addNodeRun(node: Command): void {
  node
    .command('run')
    .argument('<config>', 'path of the configuration')
    .description('Run a node in the foreground; it logs JSON lines to standard output')
    .addHelpText(
      'after',
      '\nThe node takes the place of this process, so that signals reach it. SIGINT and SIGTERM stop it gracefully.\n' +
        '\nExample:\n  $ trellis node run /etc/trellis/config.json\n',
    )
    .action(async (config: string) => {
      await access(config).catch((error: unknown) => {
        throw new UsageError('file_unreadable', `${config} can’t be read: ${whyUnusable(error)}`);
      });
      const { becomeNode } = await import('@trellis/testnet');
      becomeNode(resolve(config));
    });
}
