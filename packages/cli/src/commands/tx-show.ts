/** `trellis tx show`: a transaction of the chain, or one in a file. */
import { getTransaction, NotFinal } from '@trellis/client';
import { formatAddress, type Hash, isHash } from '@trellis/crypto';
import {
  describeRemittance,
  operationSentence,
  requiredSigners,
  type SignedTransaction,
  signedTransactionCodec,
  transactionId,
} from '@trellis/protocol';
import type { FinalTransaction } from '@trellis/protocol/http-api';
import type { Command } from 'commander';
import { type AccountNames, resolveAccount } from '../account-names.ts';
import { UsageError } from '../command-error.ts';
import { type Globals, readGlobals } from '../globals.ts';
import { fetchNames, knownNames } from '../known-names.ts';
import { print, printFields, printJson } from '../output.ts';
import { addPasswordOptions, type PasswordOptions } from '../password.ts';
import { describeSize, showReceipt, sizeOf } from '../receipt-view.ts';
import { type OpenedPayment, openAll, openedJson } from '../sealed-text.ts';
import { type NounNames, sentenceText } from '../sentence-text.ts';
import { connect, type Session } from '../session.ts';
import { readTransactionFile } from '../transaction-file.ts';

interface ShowOptions extends PasswordOptions {
  readonly decrypt?: string;
  readonly account?: string;
}

/** Adds `tx show`. */
export function addShow(tx: Command): void {
  addPasswordOptions(
    tx
      .command('show <id-or-file>')
      .description('Show a transaction of the chain by its id, or one in a file')
      .option('--decrypt <key>', 'open what is sealed for the account of this key')
      .option(
        '--account <account>',
        'account it is sealed for, if it is not that of the key itself',
      ),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  $ trellis tx show swap.json\n  $ trellis tx show 9f2c…\n' +
        '  $ trellis tx show 9f2c… --decrypt bob\n',
    )
    .action(async (what: string, options: ShowOptions, command: Command) => {
      if (options.account !== undefined && options.decrypt === undefined) {
        throw new UsageError('bad_option', '--account goes with --decrypt');
      }
      if (!isHash(what)) return showFile(command, what, options);
      const session = await connect(command);
      const { globals } = session;
      const final = await finalOrWaiting(session, what);
      if (final === null) {
        if (globals.json) return printJson({ transactionId: what, final });
        return print('The transaction waits for a block.');
      }
      const { signed } = final;
      const opened = await openedFor(globals, session.names, signed, options);
      if (!globals.json) {
        const names = await fetchNames(session, signed.transaction.operations);
        printFields([...bodyFields(signed, names), ...sealedFields(opened)]);
      }
      await showReceipt(session, final, { opened: opened && openedJson(opened) });
    });
}

/** `null` while it waits for a block. */
async function finalOrWaiting(session: Session, id: Hash): Promise<FinalTransaction | null> {
  return getTransaction(await session.light(), id).catch((error: unknown) => {
    if (error instanceof NotFinal) return null;
    throw error;
  });
}

/** What is sealed for the account of the key that the user named; `undefined` if they named none. */
async function openedFor(
  globals: Globals,
  names: AccountNames,
  { transaction }: SignedTransaction,
  { decrypt, account, ...options }: ShowOptions,
): Promise<readonly OpenedPayment[] | undefined> {
  if (decrypt === undefined) return undefined;
  const address = account === undefined ? {} : { account: await resolveAccount(names, account) };
  return openAll(globals, transaction, decrypt, { ...options, ...address });
}

function sealedFields(
  opened: readonly OpenedPayment[] = [],
): readonly (readonly [name: string, value: string])[] {
  return opened.map(({ content: { remittance, message, document } }) => {
    const words = [
      describeRemittance(remittance),
      message === '' ? '' : JSON.stringify(message),
      document === undefined ? '' : `${document.form} in ${document.bytes.length} bytes`,
    ];
    return ['sealed', words.filter((one) => one !== '').join(', ') || 'nothing'] as const;
  });
}

function bodyFields(
  { transaction }: SignedTransaction,
  names: NounNames,
): readonly (readonly [name: string, value: string])[] {
  const { sender, sequence, memo, operations } = transaction;
  return [
    ['sender', `${names.nameOf(sender)}, sequence ${sequence}`],
    ...(memo === '' ? [] : ([['memo', JSON.stringify(memo)]] as const)),
    ...operations.map(
      (operation, index) =>
        [
          operations.length === 1 ? 'operation' : `operation ${index + 1}`,
          sentenceText(operationSentence(operation), names),
        ] as const,
    ),
  ];
}

async function showFile(command: Command, file: string, options: ShowOptions): Promise<void> {
  const globals = readGlobals(command);
  const what = `${file} is no id of a transaction, which has 64 digits 0-9 and a-f, and as a file it`;
  const signed = await readTransactionFile(file, what);
  const { transaction, witnesses } = signed;
  const id = transactionId(transaction);
  const signatures = requiredSigners(transaction).map((account) => ({
    account,
    keys: witnesses.filter((one) => one.account === account).map(({ keyIndex }) => keyIndex),
  }));
  const opened = await openedFor(globals, { home: globals.home, light: null }, signed, options);
  if (globals.json) {
    return printJson({
      transactionId: id,
      ...signedTransactionCodec.toJson(signed),
      ...(opened && { opened: openedJson(opened) }),
      signatures: signatures.map(({ account, keys }) => ({
        account: formatAddress(account),
        keys,
      })),
      size: sizeOf(signed),
    });
  }
  const names = await knownNames(globals, transaction.operations);
  printFields([
    ['transaction', id],
    ['chain', transaction.chainId],
    ['valid until', `block ${transaction.validUntil}`],
    ...bodyFields(signed, names),
    ...sealedFields(opened),
    ['size', describeSize(sizeOf(signed))],
    ...signatures.map(({ account, keys }, index) => {
      const state = keys.length === 0 ? 'missing' : `by its key ${keys.join(', ')}`;
      return [index === 0 ? 'signatures' : '', `${names.nameOf(account)}: ${state}`] as const;
    }),
  ]);
}
