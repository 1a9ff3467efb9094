/** `trellis chain recover --check`: what can be saved of a chain when more than a third of the validators' disks are lost. */
import { createProvider, formatAddress } from '@trellis/crypto';
import type {
  Assessment,
  LostFolder,
  NodeConfig,
  PrecommittedBlock,
  Survivor,
} from '@trellis/node';
import type { Command } from 'commander';
import { alignRows } from '../align-rows.ts';
import { UsageError } from '../command-error.ts';
import { readGlobals } from '../globals.ts';
import { testnetConfigs } from '../node-data.ts';
import { bad, dim, print, printJson } from '../output.ts';
import { addRecoverySteps } from './chain-recovery-steps.ts';

interface RecoverOptions {
  readonly check?: boolean;
  readonly config?: readonly string[];
}

/** Gives the `chain` command its subcommands. */
export function defineChainCommand(chain: Command): void {
  const recover = chain
    .command('recover [nodes...]')
    .description('Recover a chain more than a third of whose validators lost their disks')
    .option('--check', 'only read the folders, and say what can be saved and who is needed')
    .option('--config <files...>', 'configurations of the nodes, instead of nodes of the testnet')
    .addHelpText(
      'after',
      '\nThe nodes must not run. Leave out folders that were put back from a backup: what they forgot is lost.\n' +
        'First --check. Then every validator that survives gives a statement, one operator assembles them, the operators\n' +
        'sign, and every node is given the recovery. For lost keys of an account, see "trellis recovery".\n' +
        '\nExamples:\n  $ trellis chain recover --check\n' +
        '  $ trellis chain recover --check --config /mnt/a/config.json /mnt/b/config.json\n' +
        '  $ trellis chain recover testnet --reason "fire in one data centre"\n',
    )
    .action(async (names: readonly string[], options: RecoverOptions, command: Command) => {
      const { assessSurvivors } = await import('@trellis/node');
      if (options.check !== true) {
        throw new UsageError(
          'which_step',
          'name a step: --check, statement, assemble, sign, apply, or testnet for all of them',
        );
      }
      const { home, json, provider } = readGlobals(command);
      const files = options.config ?? (await testnetConfigs(home, names));
      const folders = await readFolders(files, createProvider(provider));
      const survivors = folders.filter((one): one is Survivor => !('why' in one));
      const lost = folders.filter((one): one is LostFolder => 'why' in one);
      if (survivors.length === 0) {
        const [first] = lost;
        throw new UsageError(
          'no_survivor',
          `none of the folders holds a chain${first === undefined ? '' : `: ${first.node}: ${first.why}`}`,
        );
      }
      const assessment = assessSurvivors(survivors);
      if (json) return printJson(toJson(assessment, lost));
      show(assessment, lost);
    });
  addRecoverySteps(recover);
}

async function readFolders(
  files: readonly string[],
  provider: ReturnType<typeof createProvider>,
): Promise<readonly (Survivor | LostFolder)[]> {
  const { readConfig, readSurvivor } = await import('@trellis/node');
  const folders: (Survivor | LostFolder)[] = [];
  for (const file of files) {
    const config = await readConfig(file).catch((error: unknown) => ({
      node: file,
      why: error instanceof Error ? error.message : String(error),
    }));
    folders.push(isConfig(config) ? await readSurvivor(config, provider) : config);
  }
  return folders;
}

function isConfig(read: NodeConfig | LostFolder): read is NodeConfig {
  return 'data' in read;
}

function toJson(
  { head, precommitted, validators, ...rest }: Assessment,
  lost: readonly LostFolder[],
) {
  return {
    head: { ...head, height: head.height.toString() },
    validators: validators.map(({ operator, address, ...one }) => ({
      ...one,
      operator: formatAddress(operator),
      address: formatAddress(address),
    })),
    ...rest,
    precommitted: precommitted.map((one) => ({ ...one, height: one.height.toString() })),
    unreadable: lost,
  };
}

function show(assessment: Assessment, lost: readonly LostFolder[]): void {
  const { head, validators, totalPower, survivingPower, otherChains } = assessment;
  print(`Newest final block: ${head.height}  ${head.blockId}, at ${head.nodes.join(', ')}.`);
  for (const node of otherChains) print(bad(`${node} has another block at this height.`));
  for (const { node, why } of lost) print(`${node} did not survive: ${why}`);
  print('');
  print(
    ...alignRows([
      ['validator', 'power', 'disk', 'last precommit after it', 'operator'],
      ...validators.map(({ node, power, survives, lastPrecommit, operator }) => [
        node,
        `${power}/${totalPower}`,
        survives ? 'survives' : 'lost',
        lastPrecommit === null
          ? '-'
          : `${lastPrecommit.blockId.slice(0, 16)}… in round ${lastPrecommit.round}`,
        formatAddress(operator),
      ]),
    ]),
  );
  print('');
  for (const line of conclusions(assessment)) print(line);
  const quorum = Math.floor((2 * totalPower) / 3) + 1;
  print(dim(`A quorum is ${quorum} of the power of ${totalPower}; ${survivingPower} survives.`));
}

function conclusions({
  continues,
  precommitted,
  mayLackFinalBlocks,
  head,
  totalPower,
  survivingPower,
}: Assessment): readonly string[] {
  const quorum = Math.floor((2 * totalPower) / 3) + 1;
  const missing = quorum - survivingPower;
  return [
    continues
      ? 'Nothing has to be recovered: those that survive are a quorum. Start them; the others fetch the chain from them.'
      : `The chain can’t continue: power of ${missing} is missing. Search for the disks of the lost validators first.`,
    ...(continues
      ? []
      : [
          'If they are lost for good, the operators can recover the chain without them. Every validator that survives then ' +
            'gives a statement first: "trellis chain recover statement".',
        ]),
    ...precommitted.map(blockLine),
    ...(mayLackFinalBlocks
      ? [
          bad(
            'Final blocks may be missing: the lost validators are a quorum by themselves, and may have made blocks ' +
              'final of which nobody here knows.',
          ),
        ]
      : precommitted.length === 0
        ? [`No block after ${head.height} is final: nobody who survives precommitted one.`]
        : []),
  ];
}

function blockLine({
  height,
  round,
  blockId,
  power,
  mayBeFinal,
  storedBy,
}: PrecommittedBlock): string {
  const where = storedBy.length === 0 ? 'and nobody here has it' : `at ${storedBy.join(', ')}`;
  const what = mayBeFinal ? 'may be final' : 'is not final';
  return `Block ${height} ${what}: ${blockId}, precommitted in round ${round} by a known power of ${power}, ${where}.`;
}
