/** `trellis verify`: the full audit of a stopped node's database. */

import { CodedError, createProvider, type ProviderName } from '@trellis/crypto';
import type { Command } from 'commander';
import { damagedPlaces } from '../damaged-places.ts';
import { readGlobals } from '../globals.ts';
import { testnetConfigs } from '../node-data.ts';
import { print, printJson } from '../output.ts';
import { withCounted } from '../progress.ts';

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
      const audited = [];
      for (const file of files) audited.push(await auditNode(file, provider, json));
      if (json) printJson({ audited });
      const damaged = audited.filter(({ places }) => places.length > 0);
      if (damaged.length > 0) throw new DamageFound(damaged.map(({ node }) => node));
    });
}

/** Some of the nodes have damage; it was shown. */
class DamageFound extends CodedError<'audit_failed'> {
  constructor(nodes: readonly string[]) {
    const what = `${nodes.join(', ')}: not all that is stored is what it should be`;
    super('audit_failed', `${what}; "trellis repair" has the next start mend it`);
  }
}

/** Audits a node and shows what comes of it, unless all is shown at the end. */
async function auditNode(file: string, provider: ProviderName, json: boolean) {
  const { readConfig, readGenesis, readRecoveries } = await import('@trellis/node');
  const { auditDatabase } = await import('@trellis/storage');
  const config = await readConfig(file);
  const genesis = await readGenesis(config.genesis);
  const { name } = config;
  const verifier = createProvider(provider);
  const recoveries = await readRecoveries(config, genesis, (claim) => verifier.verify(claim));
  const { report, places } = await withCounted(
    `auditing ${name}`,
    (tell) => {
      const onProgress = (height: bigint, of: bigint): void =>
        tell({ done: Number(height), of: Number(of) });
      return damagedPlaces(
        auditDatabase(config.data, genesis, verifier, { recoveries, onProgress }),
      );
    },
    'blocks',
  );
  if (report === null) {
    if (!json) print(`${name}: damaged:`, ...places.map((place) => `  ${place}`));
    return { node: name, places };
  }
  const { base, height, transactions, signatures, stateEntries } = report;
  if (!json) {
    print(
      `${name}: ok. ${auditedText(base, height)}, ${transactions} transactions, ` +
        `${signatures} signatures and ${stateEntries} state entries are what they should be.`,
    );
  }
  return { node: name, ...report, places };
}

function auditedText(base: bigint, height: bigint): string {
  if (base === 0n) return `Blocks 0 to ${height}`;
  const snapshot = `The snapshot of block ${base}`;
  return base === height ? snapshot : `${snapshot} and blocks ${base + 1n} to ${height}`;
}
