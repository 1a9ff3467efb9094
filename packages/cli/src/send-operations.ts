/** Sends operations of one account, signed by one key, and shows the receipt. */
import {
  addWitness,
  getAccount,
  type LightClient,
  type RehearseOptions,
  rehearse,
  signAlone,
  signerOf,
  witness,
} from '@trellis/client';
import { createQueue, type QueuedPlan, type SubmissionStore } from '@trellis/client/account';
import type { Address, SigningKey } from '@trellis/crypto';
import { findKey } from '@trellis/keystore';
import type { Operation, SignedTransaction } from '@trellis/protocol';
import type { Command } from 'commander';
import { resolveSigner, type Signer, type SignerOptions, signerOption } from './account-names.ts';
import { openKey } from './key-store.ts';
import { print } from './output.ts';
import { addPasswordOptions, type PasswordOptions } from './password.ts';
import type { Session } from './session.ts';
import { expectSuccess, showSimulation } from './simulation-view.ts';
import { openSubmissions } from './submission-file.ts';
import { addSubmissionOptions, keepMs, type SubmissionOptions } from './submission-options.ts';
import { planned, submitAndShow } from './submit-and-show.ts';

export interface SendingOptions extends PasswordOptions, SignerOptions, SubmissionOptions {}

/** Adds the options of commands that send: who signs, where the password is, and how it is submitted. */
export function addSendingOptions(command: Command): Command {
  return addSubmissionOptions(addPasswordOptions(command.addOption(signerOption())));
}

/** What an account is to do. */
export interface Sending {
  readonly operations: readonly Operation[];
  readonly memo?: string;
  /** Who signs as well, each with a key of its own here. */
  readonly cosigners?: readonly Signer[];
  /** What is printed above the receipt, for people. */
  readonly headline: string;
}

/** Who sent, and whether it is final: with `--dry-run` and `--no-wait` it is not. */
export interface SentBy extends Signer {
  readonly isFinal: boolean;
}

/**
 * Sends what `build` makes for the account that the user named `accountText`, signed by its key, and
 * shows the receipt. What would fail is not sent, unless it is forced. Throws `TransactionFailed` for that, and for a
 * receipt without success, and what `resolveSigner`, `build`, `openKey` and `submitAndShow` throw.
 */
export async function sendOperations(
  session: Session,
  accountText: string,
  options: SendingOptions,
  build: (signer: Signer) => Sending | Promise<Sending>,
): Promise<SentBy> {
  const { globals } = session;
  const signer = await resolveSigner(session.names, accountText, options);
  const { headline, cosigners = [], ...plan } = await build(signer);
  const publicKey = await findKey(globals.home, signer.keyName);
  const others = cosigners.map(async ({ account, keyName }) => ({
    account,
    publicKey: await findKey(globals.home, keyName),
  }));
  const rehearsal: RehearseOptions = {
    ...plan,
    sender: signer.account,
    publicKey,
    cosigners: await Promise.all(others),
  };
  if (options.dryRun === true) {
    const { signed, simulation } = await rehearse(await session.light(), rehearsal);
    if (!globals.json) print(`${headline}: simulated, nothing is signed or sent`);
    await showSimulation(session, signed, simulation);
    return { ...signer, isFinal: false };
  }
  const submissions = await openSubmissions(globals.home, keepMs(options));
  try {
    const isFinal = await send(session, {
      signer,
      cosigners,
      options,
      rehearsal,
      headline,
      submissions,
    });
    return { ...signer, isFinal };
  } finally {
    submissions.close();
  }
}

interface SendParts {
  readonly signer: Signer;
  readonly cosigners: readonly Signer[];
  readonly options: SendingOptions;
  readonly rehearsal: RehearseOptions;
  readonly headline: string;
  readonly submissions: SubmissionStore;
}

async function send(
  session: Session,
  { signer, cosigners, options, rehearsal, headline, submissions }: SendParts,
): Promise<boolean> {
  const { account: address, keyName } = signer;
  const { idempotencyKey, force } = options;
  const light = await session.light();
  const { operations, memo } = rehearsal;
  const plan: QueuedPlan = {
    operations,
    ...(memo === undefined ? {} : { memo }),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  };
  const sender = { chainId: light.trusted().chainId, address };
  // What was sent before under this key has changed the balances that a simulation would look at.
  const before = idempotencyKey ? await submissions.withKey(sender, idempotencyKey) : [];
  if (force !== true && before.length === 0) {
    expectSuccess((await rehearse(light, rehearsal)).simulation);
  }
  const key = await openKey(session.globals, keyName, options);
  const others: SigningKeyOf[] = [];
  for (const { account, keyName: name } of cosigners) {
    // The password that the options name is that of the first key.
    others.push({ account, key: await openKey(session.globals, name, {}) });
  }
  const queue = createQueue({
    light,
    address,
    submissions,
    async sign(transaction, proven) {
      const signed = await signAlone(light, key, transaction, proven);
      return signForOthers(light, signed, others);
    },
  });
  return submitAndShow(session, planned(queue, plan), options, headline);
}

interface SigningKeyOf {
  readonly account: Address;
  readonly key: SigningKey;
}

/** Adds the signature of each other account. Throws `BuildError`. */
async function signForOthers(
  light: LightClient,
  signed: SignedTransaction,
  others: readonly SigningKeyOf[],
): Promise<SignedTransaction> {
  let all = signed;
  for (const { account, key } of others) {
    const signer = signerOf(await getAccount(light, account), key);
    all = addWitness(all, await witness(signed.transaction, signer));
  }
  return all;
}
