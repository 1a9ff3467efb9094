/** `trellis tx`: transactions step by step: built with a node, signed without one, then handed in. */

import {
  addWitness,
  buildTransaction,
  createClient,
  defaultValidityBlocks,
  getAccount,
  getAssets,
  getStatus,
  getTransaction,
  signerOf,
  submitAndWait,
  transfer,
  witness,
} from '@trellis/client';
import { isHash } from '@trellis/crypto';
import {
  encode,
  type Operation,
  requiredSigners,
  type SignedTransaction,
  signedTransactionCodec,
  transactionId,
} from '@trellis/protocol';
import { transactionResponseCodec } from '@trellis/protocol/http-api';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { assetCode, readAmount } from '../assets.ts';
import { UsageError } from '../command-error.ts';
import { type Globals, readGlobals } from '../globals.ts';
import { describeAccount, openKey, resolveAccount } from '../key-store.ts';
import { describeOperation } from '../operation-view.ts';
import { formatBytes, print, printFields, printJson } from '../output.ts';
import { addPasswordOptions, type PasswordOptions } from '../password.ts';
import { showReceipt } from '../receipt-view.ts';
import { readTransactionFile, writeTransactionFile } from '../transaction-file.ts';

/** Adds the `tx` commands. */
export function addTransactionCommands(program: Command): void {
  const tx = program.command('tx').description('Build, sign, hand in and show transactions');
  addBuild(tx);
  addSign(tx);
  addSubmit(tx);
  addShow(tx);
}

interface BuildOptions {
  readonly pay: readonly string[];
  readonly valid: bigint;
  readonly memo: string;
}

function addBuild(tx: Command): void {
  const collect = (value: string, before: readonly string[] = []): string[] => [...before, value];
  tx.command('build <sender> <file>')
    .description('Write a transaction that nobody has signed yet to a new file')
    .requiredOption(
      '--pay <from,to,amount,asset>',
      'a payment; several, from different accounts, all happen or none does',
      collect,
    )
    .addOption(
      new Option('--valid <blocks>', 'how many blocks it may wait')
        .default(defaultValidityBlocks)
        .argParser((value) => {
          if (!/^[1-9][0-9]{0,3}$/.test(value)) {
            throw new InvalidArgumentError('expected 1 to 9999.');
          }
          return BigInt(value);
        }),
    )
    .option('--memo <text>', 'up to 256 bytes, for everyone to read', '')
    .addHelpText(
      'after',
      '\nEach account that pays must sign. A delivery against payment in one transaction:\n' +
        '  $ trellis tx build alice swap.json --pay alice,bob,100,EUR --pay bob,alice,108,USD\n' +
        '  $ trellis tx sign swap.json alice\n  $ trellis tx sign swap.json bob\n  $ trellis tx submit swap.json\n',
    )
    .action(async (sender: string, file: string, options: BuildOptions, command: Command) => {
      const globals = readGlobals(command);
      const client = createClient({ url: globals.node });
      const source = await resolveAccount(globals.home, sender);
      const operations = await Promise.all(
        options.pay.map((text) => readPayment(globals, client, text)),
      );
      const [status, account] = await Promise.all([getStatus(client), getAccount(client, source)]);
      const transaction = buildTransaction({
        chainId: status.chainId,
        sender: source,
        sequence: (account.account?.sequence ?? 0n) + 1n,
        validUntil: status.head.height + options.valid,
        operations,
        memo: options.memo,
      });
      await writeTransactionFile(file, { transaction, witnesses: [] }, { overwrite: false });
      if (globals.json) return printJson({ file, transactionId: transactionId(transaction) });
      print(`Wrote ${file}. It needs the signatures of:`);
      for (const signer of requiredSigners(transaction)) {
        print(`  ${await describeAccount(globals.home, signer)}`);
      }
    });
}

async function readPayment(
  { home }: Globals,
  client: ReturnType<typeof createClient>,
  text: string,
): Promise<Operation> {
  const [from, to, amountText, code, ...rest] = text.split(',');
  if (!from || !to || !amountText || !code || rest.length > 0) {
    throw new UsageError('bad_payment', `--pay: expected from,to,amount,asset, not "${text}"`);
  }
  const asset = assetCode(code);
  const { amount } = await readAmount(client, amountText, asset);
  return transfer({
    from: await resolveAccount(home, from),
    to: await resolveAccount(home, to),
    asset,
    amount,
  });
}

interface SignOptions extends PasswordOptions {
  readonly account?: string;
  readonly keyIndex?: number;
  readonly firstUse?: boolean;
}

function addSign(tx: Command): void {
  addPasswordOptions(
    tx
      .command('sign <file> <key>')
      .description('Add the signature of a key to a transaction file')
      .option('--account <account>', 'account to sign for, if it is not that of the key itself')
      .addOption(
        new Option(
          '--key-index <n>',
          'position of the key in the policy; with this, no node is asked',
        ).argParser((value) => {
          if (!/^([0-9]|1[0-5])$/.test(value)) throw new InvalidArgumentError('expected 0 to 15.');
          return Number(value);
        }),
      )
      .option('--first-use', 'with --key-index: the ledger has not seen the public key yet'),
  )
    .addHelpText(
      'after',
      "\nOn a machine without a network, name the key's position (0 for an account of one key):\n" +
        '  $ trellis tx sign swap.json alice --key-index 0\n',
    )
    .action(async (file: string, name: string, options: SignOptions, command: Command) => {
      const globals = readGlobals(command);
      const signed = await readTransactionFile(file);
      const account = await resolveAccount(globals.home, options.account ?? name);
      if (!requiredSigners(signed.transaction).includes(account)) {
        const text = await describeAccount(globals.home, account);
        throw new UsageError('witness_unneeded', `the transaction does not concern ${text}`);
      }
      const key = await openKey(globals, name, options);
      const signer =
        options.keyIndex === undefined
          ? signerOf(await getAccount(createClient({ url: globals.node }), account), key)
          : { account, keyIndex: options.keyIndex, key, firstUse: options.firstUse === true };
      const added = await witness(signed.transaction, signer);
      await writeTransactionFile(file, addWitness(signed, added), { overwrite: true });
      if (globals.json) return printJson({ file, signedBy: name, keyIndex: signer.keyIndex });
      print(`Signed ${file} with "${name}" (${formatBytes(added.signature.length)}).`);
    });
}

function addSubmit(tx: Command): void {
  tx.command('submit <file>')
    .description('Hand in a signed transaction, and wait until it is final')
    .action(async (file: string, _options: object, command: Command) => {
      const globals = readGlobals(command);
      const signed = await readTransactionFile(file);
      const started = performance.now();
      const final = await submitAndWait(createClient({ url: globals.node }), signed);
      await showReceipt(globals, final, performance.now() - started);
    });
}

function addShow(tx: Command): void {
  tx.command('show <id-or-file>')
    .description('Show a transaction of the chain by its id, or one in a file')
    .addHelpText('after', '\nExamples:\n  $ trellis tx show swap.json\n  $ trellis tx show 9f2c…\n')
    .action(async (what: string, _options: object, command: Command) => {
      const globals = readGlobals(command);
      if (!isHash(what)) return showFile(globals, await readTransactionFile(what));
      const client = createClient({ url: globals.node });
      const answer = await getTransaction(client, what);
      if (answer.final === null) {
        if (globals.json) return printJson(transactionResponseCodec.toJson(answer));
        return print('The transaction waits for a block.');
      }
      if (!globals.json) {
        const { assets } = await getAssets(client);
        const decimals = new Map(assets.map(({ asset, decimals: digits }) => [asset, digits]));
        for (const operation of answer.final.signed.transaction.operations) {
          print(describeOperation(operation, decimals));
        }
      }
      await showReceipt(globals, answer.final);
    });
}

async function showFile(globals: Globals, signed: SignedTransaction): Promise<void> {
  const { transaction, witnesses } = signed;
  if (globals.json) return printJson(signedTransactionCodec.toJson(signed));
  const { chainId, sequence, sender, validUntil, memo } = transaction;
  printFields([
    ['transaction', transactionId(transaction)],
    ['chain', chainId],
    ['sender', `${await describeAccount(globals.home, sender)}, sequence ${sequence}`],
    ['valid until', `block ${validUntil}`],
    ...(memo === '' ? [] : ([['memo', JSON.stringify(memo)]] as const)),
    ['size', formatBytes(encode(signedTransactionCodec, signed).length)],
  ]);
  print('operations');
  for (const operation of transaction.operations) {
    print(`  ${describeOperation(operation, new Map())}`);
  }
  print('signatures');
  for (const signer of requiredSigners(transaction)) {
    const keys = witnesses.filter(({ account }) => account === signer).map((one) => one.keyIndex);
    const state = keys.length === 0 ? 'missing' : `by key ${keys.join(', ')}`;
    print(`  ${await describeAccount(globals.home, signer)}: ${state}`);
  }
}
