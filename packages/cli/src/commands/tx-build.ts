/** `trellis tx build`: a transaction that nobody has signed yet, in a file. */
import { buildTransaction, defaultValidityBlocks } from '@trellis/client';
import { formatAddress } from '@trellis/crypto';
import { type AssetCode, type Operation, requiredSigners, transactionId } from '@trellis/protocol';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type AccountNames, describeAccount, resolveAccount } from '../account-names.ts';
import { type BuildOptions, offlineOptions, readBuildContext } from '../build-options.ts';
import { UsageError } from '../command-error.ts';
import { definedDecimals } from '../known-names.ts';
import { type OperationText, operationOptions, readOperation } from '../operation-text.ts';
import { print, printJson } from '../output.ts';
import { policyKeyHelp } from '../policy-text.ts';
import { openSession } from '../session.ts';
import { createTransactionFile } from '../transaction-file.ts';

/** Adds `tx build`. */
export function addBuild(tx: Command): void {
  const build = tx
    .command('build <sender> <file>')
    .description('Write a transaction that nobody has signed yet to a new file');
  const texts = addOperationOptions(build);
  build
    .option('--memo <text>', 'up to 256 bytes, readable by everyone', '')
    .addOption(
      new Option('--valid <blocks>', 'how many blocks it may wait')
        .default(defaultValidityBlocks, String(defaultValidityBlocks))
        .argParser(readBlocks),
    );
  for (const option of offlineOptions()) build.addOption(option);
  build
    .addHelpText(
      'after',
      '\nOperations apply in the order in which they are given, all of them or none. Each account that\n' +
        'an operation names first must sign, and the sender.\n' +
        policyKeyHelp +
        '\nWith --sequence and --valid-until no node is asked; the chain and its assets are then taken\n' +
        'from the trusted genesis.\n' +
        '\nExamples:\n' +
        '  $ trellis tx build alice swap.json --pay alice,bob,100,EUR --pay bob,alice,108,USD\n' +
        '  $ trellis tx build treasury gold.json --define-asset treasury,GOLD,3,Gold \\\n' +
        '      --mint treasury,alice,12.5,GOLD --valid 500\n' +
        '  $ trellis tx build alice keys.json --set-policy alice,2,ann,ben,chris:2\n' +
        '  $ trellis tx build alice cold.json --pay alice,bob,1,EUR --sequence 4 --valid-until 900\n',
    )
    .action((sender: string, file: string, options: BuildOptions, command: Command) =>
      writeTransaction({ sender, file, texts, options }, command),
    );
}

/** The operations that are given, of different kinds, in the order in which they stand on the command line. */
function addOperationOptions(build: Command): readonly OperationText[] {
  const texts: OperationText[] = [];
  for (const [kind, { parts, description }] of operationOptions) {
    build.addOption(
      new Option(`--${kind} <${parts}>`, `${description}; may be given several times`).argParser(
        (text) => {
          texts.push({ kind, text });
          return texts;
        },
      ),
    );
  }
  return texts;
}

interface Wanted {
  readonly sender: string;
  readonly file: string;
  readonly texts: readonly OperationText[];
  readonly options: BuildOptions;
}

async function writeTransaction(
  { sender, file, texts, options }: Wanted,
  command: Command,
): Promise<void> {
  if (texts.length === 0) {
    const known = operationOptions.map(([kind]) => `--${kind}`);
    throw new UsageError('no_operation', `give at least one of ${known.join(', ')}`);
  }
  const session = await openSession(command);
  const { globals } = session;
  const { home } = globals;
  const source = await resolveAccount(session.names, sender);
  const context = await readBuildContext(session, source, options);
  const { chainId, sequence, validUntil, decimalsOf } = context;
  const operations = await readOperations(session.names, texts, decimalsOf);
  const { memo } = options;
  const plan = { chainId, sender: source, sequence, validUntil, operations, memo };
  const transaction = buildTransaction(plan);
  await createTransactionFile(file, { transaction, witnesses: [] });
  const id = transactionId(transaction);
  const signers = requiredSigners(transaction);
  if (globals.json) {
    const needed = signers.map(formatAddress);
    return printJson({ file, transactionId: id, requiredSigners: needed });
  }
  print(`Wrote ${file}: transaction ${id}, sequence ${sequence}, valid until block ${validUntil}.`);
  print('These accounts must sign:');
  for (const signer of signers) print(`  ${await describeAccount(home, signer)}`);
  print(`Next: trellis tx sign ${file} --key <name>`);
}

async function readOperations(
  names: AccountNames,
  texts: readonly OperationText[],
  decimalsOf: (asset: AssetCode) => Promise<number>,
): Promise<readonly Operation[]> {
  const operations: Operation[] = [];
  for (const text of texts) {
    // An asset may be defined and minted in one transaction.
    const defined = definedDecimals(operations);
    const decimals = async (asset: AssetCode) => defined.get(asset) ?? decimalsOf(asset);
    operations.push(await readOperation({ names, decimalsOf: decimals }, text));
  }
  return operations;
}

function readBlocks(text: string): bigint {
  if (/^[1-9][0-9]{0,4}$/.test(text) && Number(text) <= 10_000) return BigInt(text);
  throw new InvalidArgumentError('expected 1 to 10000.');
}
