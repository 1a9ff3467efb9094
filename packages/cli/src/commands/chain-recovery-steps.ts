/** The steps of `trellis chain recover`, each for the host on which an operator takes it. */
import { getRecoveries, summarizeRecovery } from '@trellis/client';
import { createProvider, isHash } from '@trellis/crypto';
import { replaceFile, sharedMode } from '@trellis/crypto/files';
import { findKey, keepAgreedRecovery } from '@trellis/keystore';
import {
  type ChainRecovery,
  decodeJsonText,
  type LastWords,
  lastWordsCodec,
  problemText,
  visibleText,
} from '@trellis/protocol';
import type { Command } from 'commander';
import { resolveAccount } from '../account-names.ts';
import { UsageError } from '../command-error.ts';
import { readGivenFile, writeNewFile } from '../given-file.ts';
import { type Globals, readGlobals } from '../globals.ts';
import { openKey } from '../key-store.ts';
import { configPath, testnetConfigs } from '../node-data.ts';
import { bad, print, printFields, printJson } from '../output.ts';
import { addPasswordOptions, type PasswordOptions, passwordHelp } from '../password.ts';
import { openTransport, readTrustedGenesis } from '../session.ts';

/** Gives `trellis chain recover` its steps. */
export function addRecoverySteps(recover: Command): void {
  addStatement(recover);
  addAssemble(recover);
  addShow(recover);
  addSign(recover);
  addApply(recover);
  addAgree(recover);
  addTestnet(recover);
}

interface OfNode {
  readonly config?: string;
}

interface StatementOptions extends OfNode {
  readonly out: string;
}

function addStatement(recover: Command): void {
  recover
    .command('statement [node]')
    .description(
      'Say what a validator knows to be final and precommitted last; it signs nothing more',
    )
    .option('--config <file>', 'the node of this configuration instead of a testnet node')
    .requiredOption('--out <file>', 'write the statement here')
    .addHelpText(
      'after',
      '\nFrom then on the validator signs nothing more of this chain, whatever comes: a recovery is the only way on.\n' +
        '\nExamples:\n  $ trellis chain recover statement node1 --out node1.statement.json\n' +
        '  $ trellis chain recover statement --config /etc/trellis/config.json --out a.statement.json\n',
    )
    .action(async (name: string | undefined, options: StatementOptions, command: Command) => {
      const { giveLastWords, readConfig } = await import('@trellis/node');
      const { home, json, provider } = readGlobals(command);
      const config = await readConfig(await configPath(home, name, options.config));
      const words = await giveLastWords(config, createProvider(provider));
      const text = JSON.stringify(lastWordsCodec.toJson(words), null, 2);
      await writeNewFile(options.out, `${text}\n`, sharedMode);
      const { head, precommit } = words;
      if (json) return printJson({ node: config.name, file: options.out, head, precommit });
      printFields([
        ['node', config.name],
        ['newest final block', `${head.height}  ${head.blockId}`],
        [
          'last precommit after it',
          precommit === null
            ? 'none'
            : `${precommit.height}  ${precommit.blockId} in round ${precommit.round}`,
        ],
        ['statement', options.out],
      ]);
      print(
        `${config.name} signs nothing more of this chain. Send the statement to whoever assembles them.`,
      );
    });
}

interface AssembleCommandOptions extends OfNode {
  readonly of?: string;
  readonly validators?: readonly string[];
  readonly nobodySurvives?: boolean;
  readonly reason: string;
  readonly out: string;
}

function addAssemble(recover: Command): void {
  recover
    .command('assemble [statements...]')
    .description('Put the statements of all surviving validators together to a recovery')
    .option('--of <node>', 'testnet node whose folder has the block to continue from')
    .option('--config <file>', 'the same by its configuration')
    .option(
      '--validators <nodes...>',
      'who decides from then on (default: those who gave a statement)',
    )
    .option(
      '--nobody-survives',
      'all validators were restored from backups: continue from the newest block of the folder',
    )
    .requiredOption('--reason <text>', 'why, for everybody who uses the chain')
    .requiredOption('--out <file>', 'write the recovery here')
    .addHelpText(
      'after',
      '\nThe chain continues from the highest block: by height, then by the round in which it was precommitted.\n' +
        'A validator without a statement counts as lost.\n' +
        '\nExamples:\n  $ trellis chain recover assemble node1.statement.json node2.statement.json --of node1 \\\n' +
        '      --reason "fire in one data centre" --out recovery.json\n' +
        '  $ trellis chain recover assemble --nobody-survives --config /srv/restored/config.json \\\n' +
        '      --reason "all disks lost" --out recovery.json\n',
    )
    .action(async (files: readonly string[], options: AssembleCommandOptions, command: Command) => {
      const { assembleRecovery, formatRecovery, readConfig } = await import('@trellis/node');
      const { home, json, provider } = readGlobals(command);
      const config = await readConfig(await configPath(home, options.of, options.config));
      const statements: LastWords[] = [];
      for (const file of files) statements.push(await readStatement(file));
      const { reason, validators = null, nobodySurvives = false, out } = options;
      const given = { statements, nobodySurvives, validators, reason };
      const recovery = await assembleRecovery(config, createProvider(provider), given);
      await writeNewFile(out, formatRecovery(recovery), sharedMode);
      if (json) return printJson({ file: out, ...summarizeRecovery(recovery) });
      show(recovery);
      print(
        `Written to ${out}. Now the operators read and sign it: "trellis chain recover sign ${out}".`,
      );
    });
}

async function readStatement(file: string): Promise<LastWords> {
  const decoded = decodeJsonText(lastWordsCodec, await readGivenFile(file));
  if (decoded.ok) return decoded.value;
  throw new UsageError(
    'statement_invalid',
    `the statement ${file} is invalid: ${problemText(decoded.problem)}`,
  );
}

function addShow(recover: Command): void {
  recover
    .command('show <file>')
    .description('Show what a recovery says, and who has signed it')
    .addHelpText('after', '\nExample:\n  $ trellis chain recover show recovery.json\n')
    .action(async (file: string, _options: unknown, command: Command) => {
      const { readChainRecovery } = await import('@trellis/node');
      const recovery = await readChainRecovery(file);
      if (readGlobals(command).json) return printJson({ file, ...summarizeRecovery(recovery) });
      show(recovery);
    });
}

function show(recovery: ChainRecovery): void {
  const { plan } = recovery;
  const { hash, reason, operators, lost, validators, mayLackFinalBlocks } =
    summarizeRecovery(recovery);
  const { head, round } = plan;
  const how = round === null ? 'known to be final' : `precommitted in round ${round}`;
  printFields([
    ['recovery', hash],
    ['chain', head.chainId],
    ['continues from', `block ${head.height}, ${how}`],
    ['lost', lost.join(', ') || 'nobody'],
    ['decide from then on', validators.join(', ')],
    ['reason', visibleText(reason)],
    [
      'signed for',
      operators.map(({ address, nodes }) => `${nodes.join(', ')} by ${address}`).join('; ') ||
        'nobody yet',
    ],
  ]);
  if (!mayLackFinalBlocks) return;
  print(bad('Final blocks may be missing: the lost validators are a quorum by themselves.'));
}

interface SignOptions extends PasswordOptions {
  readonly key: string;
  readonly account?: string;
}

function addSign(recover: Command): void {
  addPasswordOptions(
    recover
      .command('sign <file>')
      .description('Agree to a recovery as an operator, with a key of the operator’s account')
      .requiredOption('--key <name>', 'the key that signs')
      .option('--account <account>', 'the operator’s account, if it is not that of the key itself'),
  )
    .addHelpText(
      'after',
      `${passwordHelp}\nOperators of more than two thirds of the last validators' power have to sign, also those whose disks are\n` +
        'lost. The file goes from one to the next.\n' +
        '\nExample:\n  $ trellis chain recover sign recovery.json --key operator1\n',
    )
    .action(async (file: string, options: SignOptions, command: Command) => {
      const { formatRecovery, readChainRecovery, signRecovery } = await import('@trellis/node');
      const globals = readGlobals(command);
      const recovery = await readChainRecovery(file);
      const account =
        options.account === undefined
          ? (await findKey(globals.home, options.key)).account
          : await resolveAccount({ home: globals.home, light: null }, options.account);
      const key = await openKey(globals, options.key, options);
      const signed = await signRecovery(recovery, account, key);
      await replaceFile(file, formatRecovery(signed), sharedMode);
      if (globals.json) return printJson({ file, ...summarizeRecovery(signed) });
      show(signed);
    });
}

interface ApplyOptions {
  readonly config?: readonly string[];
}

function addApply(recover: Command): void {
  recover
    .command('apply <file> [nodes...]')
    .description('Give nodes a recovery: they continue with it at their next start')
    .option('--config <files...>', 'configurations of the nodes, instead of nodes of the testnet')
    .addHelpText(
      'after',
      '\nThe nodes must not run. A node that knows a later final block, or precommitted a later one, refuses.\n' +
        '\nExamples:\n  $ trellis chain recover apply recovery.json node1 node2\n' +
        '  $ trellis chain recover apply recovery.json --config /etc/trellis/config.json\n',
    )
    .action(
      async (file: string, names: readonly string[], options: ApplyOptions, command: Command) => {
        const { applyRecovery, readChainRecovery } = await import('@trellis/node');
        const { home, json, provider } = readGlobals(command);
        const recovery = await readChainRecovery(file);
        const configs = options.config ?? (await testnetConfigs(home, names));
        const applied = [];
        for (const config of configs) {
          applied.push(await applyRecovery(config, recovery, createProvider(provider)));
        }
        if (json) return printJson({ applied });
        for (const { node, isConsentChecked } of applied) {
          print(
            isConsentChecked
              ? `${node} continues from block ${recovery.plan.head.height} at its next start.`
              : `${node} continues from block ${recovery.plan.head.height} when it has fetched the chain up to it. Who may sign is ` +
                  'not known here: "trellis verify" tells it then.',
          );
        }
      },
    );
}

function addAgree(recover: Command): void {
  recover
    .command('agree <hash>')
    .description('Believe what comes after a recovery of the chain: commands refuse it before')
    .addHelpText(
      'after',
      '\nNothing proves that a recovery left out no final block: it is the word of the operators. Get its hash from them,\n' +
        'not from a node. It is kept beside the trusted genesis.\n' +
        '\nExample:\n  $ trellis chain recover agree 5f0c…\n',
    )
    .action(async (hash: string, _options: unknown, command: Command) => {
      const globals = readGlobals(command);
      if (!isHash(hash)) {
        throw new UsageError('bad_hash', 'the hash of a recovery has 64 digits, 0 to 9 and a to f');
      }
      const recoveries = await getRecoveries(await openTransport(globals));
      const recovery = recoveries.find((one) => summarizeRecovery(one).hash === hash);
      if (recovery === undefined) {
        throw new UsageError(
          'unknown_recovery',
          `the node at ${globals.node} has no such recovery`,
        );
      }
      if ((await readTrustedGenesis(globals)) === null) {
        throw new UsageError('no_genesis', 'name the genesis that you trust: --genesis FILE');
      }
      const path = await keepAgreedRecovery(globals.genesis, recovery);
      if (globals.json) return printJson({ file: path, ...summarizeRecovery(recovery) });
      show(recovery);
      print(`Commands that trust ${globals.genesis} believe it from now on (${path}).`);
    });
}

interface TestnetRecoverOptions {
  readonly reason: string;
  readonly validators?: readonly string[];
  readonly nobodySurvives?: boolean;
}

function addTestnet(recover: Command): void {
  recover
    .command('testnet')
    .description('Take all steps for a testnet whose nodes are stopped, with the keys in its home')
    .requiredOption('--reason <text>', 'why, for everybody who uses the chain')
    .option(
      '--validators <nodes...>',
      'who decides from then on (default: those who gave a statement)',
    )
    .option(
      '--nobody-survives',
      'if no validator can give a statement, as all were restored from backups: continue from the newest block',
    )
    .addHelpText(
      'after',
      '\nExample:\n  $ trellis testnet down; rm -r .trellis/testnet/node3/data .trellis/testnet/node4/data\n' +
        '  $ trellis chain recover testnet --reason "two disks lost" && trellis testnet up\n',
    )
    .action(async (options: TestnetRecoverOptions, command: Command) => {
      const { recoverTestnet } = await import('@trellis/testnet');
      const globals: Globals = readGlobals(command);
      const { reason, validators = null, nobodySurvives = false } = options;
      const provider = createProvider(globals.provider);
      const given = { reason, validators, nobodySurvives };
      const done = await recoverTestnet(globals.home, provider, given);
      const { recovery, lost, applied, agreedIn } = done;
      if (globals.json) {
        const nodes = applied.map(({ node }) => node);
        return printJson({
          ...summarizeRecovery(recovery),
          unreadable: lost,
          applied: nodes,
          agreedIn,
        });
      }
      for (const { node, why } of lost) print(`${node} counts as lost: ${why}`);
      show(recovery);
      print(
        'Every node was given it, and the commands of this home believe it. Start the testnet: "trellis testnet up".',
      );
    });
}
