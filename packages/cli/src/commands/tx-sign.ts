/** `trellis tx sign`: adds the signature of one key to a transaction file. */
import {
  addWitness,
  getAccount,
  getRecovery,
  recoverySignerOf,
  signerOf,
  type TransactionSigner,
  witness,
} from '@trellis/client';
import type { Address, SigningKey } from '@trellis/crypto';
import { findKey } from '@trellis/keystore';
import {
  operationSentence,
  requiredSigners,
  signsByRecovery,
  type Transaction,
  transactionId,
} from '@trellis/protocol';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { describeAccount, resolveAccount } from '../account-names.ts';
import { UsageError } from '../command-error.ts';
import { openKey } from '../key-store.ts';
import { fetchNames, knownNames } from '../known-names.ts';
import { formatBytes, print, printJson } from '../output.ts';
import { addPasswordOptions, type PasswordOptions, passwordHelp } from '../password.ts';
import { sentenceText } from '../sentence-text.ts';
import { followChain, openSession, type Session } from '../session.ts';
import { readTransactionFile, replaceTransactionFile } from '../transaction-file.ts';

interface SignOptions extends PasswordOptions {
  readonly key: string;
  readonly account?: string;
  readonly keyIndex?: number;
  readonly firstUse?: boolean;
}

/** Adds `tx sign`. */
export function addSign(tx: Command): void {
  addPasswordOptions(
    tx
      .command('sign <file>')
      .description('Add the signature of a key to a transaction file')
      .requiredOption('--key <name>', 'the key that signs')
      .option('--account <account>', 'account to sign for, if it is not that of the key itself')
      .addOption(
        new Option(
          '--key-index <n>',
          'place of the key among those of the account, from 0; with this, no node is asked',
        ).argParser((value) => {
          if (!/^([0-9]|1[0-5])$/.test(value)) throw new InvalidArgumentError('expected 0 to 15.');
          return Number(value);
        }),
      )
      .option('--first-use', 'with --key-index: the ledger has not seen the public key yet'),
  )
    .addHelpText(
      'after',
      `${passwordHelp}\nOn a machine without a network, give the place of the key (0 for an account of one key):\n` +
        '  $ trellis tx sign swap.json --key alice --key-index 0\n' +
        '\nFor an account of several keys, name the account:\n' +
        '  $ trellis tx sign pay.json --key ann --account trellis1…\n',
    )
    .action(async (file: string, options: SignOptions, command: Command) => {
      const session = await openSession(command);
      const { globals } = session;
      const signed = await readTransactionFile(file);
      const { transaction } = signed;
      const named = await findKey(globals.home, options.key);
      const account =
        options.account === undefined
          ? named.account
          : await resolveAccount(session.names, options.account);
      await expectSensible(session, transaction, account);
      const key = await openKey(globals, options.key, options);
      const signer = await findSigner(session, { account, transaction }, key, options);
      const added = await witness(transaction, signer);
      await replaceTransactionFile(file, addWitness(signed, added));
      const id = transactionId(transaction);
      const { keyIndex } = signer;
      if (globals.json) return printJson({ file, transactionId: id, key: options.key, keyIndex });
      const isOffline = options.keyIndex !== undefined;
      const names = isOffline
        ? await knownNames(globals, transaction.operations)
        : await fetchNames(await followChain(session), transaction.operations);
      print(`Signed ${id} with "${options.key}" (${formatBytes(added.signature.length)}):`);
      for (const one of transaction.operations)
        print(`  ${sentenceText(operationSentence(one), names)}`);
    });
}

/** Refuses to sign what could never count. Throws `UsageError`. */
async function expectSensible(
  { globals, trusted }: Session,
  transaction: Transaction,
  account: Address,
): Promise<void> {
  if (trusted !== null && trusted.chainId !== transaction.chainId) {
    throw new UsageError(
      'other_chain',
      `the transaction is for the chain ${transaction.chainId}, not for the trusted ${trusted.chainId}`,
    );
  }
  const required = requiredSigners(transaction);
  if (required.includes(account)) return;
  const list = await Promise.all(required.map((one) => describeAccount(globals.home, one)));
  throw new UsageError(
    'witness_unneeded',
    `the transaction needs no signature of ${await describeAccount(globals.home, account)}, ` +
      `only of ${list.join(' and ')}; --account names the account to sign for`,
  );
}

async function findSigner(
  session: Session,
  { account, transaction }: { readonly account: Address; readonly transaction: Transaction },
  key: SigningKey,
  { keyIndex, firstUse }: SignOptions,
): Promise<TransactionSigner> {
  if (keyIndex !== undefined) return { account, keyIndex, key, firstUse: firstUse === true };
  const light = await session.light();
  if (signsByRecovery(transaction, account)) {
    return recoverySignerOf(await getRecovery(light, account), key);
  }
  return signerOf(await getAccount(light, account), key);
}
