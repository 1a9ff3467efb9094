/** Sends operations of one account, signed by one key, and shows the receipt. */
import { rehearse, send } from '@trellis/client';
import { findKey } from '@trellis/keystore';
import type { Operation } from '@trellis/protocol';
import type { Command } from 'commander';
import { resolveSigner, type Signer, type SignerOptions, signerOption } from './account-names.ts';
import { openKey } from './key-store.ts';
import { print } from './output.ts';
import { addPasswordOptions, type PasswordOptions } from './password.ts';
import { withProgress } from './progress.ts';
import { showReceipt } from './receipt-view.ts';
import type { Session } from './session.ts';
import { showSimulation } from './simulation-view.ts';

export interface SendingOptions extends PasswordOptions, SignerOptions {
  readonly dryRun?: boolean;
}

/** Adds the options of commands that send: who signs, where the password is, and to try it out only. */
export function addSendingOptions(command: Command): Command {
  return addPasswordOptions(command.addOption(signerOption())).option(
    '--dry-run',
    'show what it would do, its size and its fee; nothing is signed, no password is needed',
  );
}

/** What an account is to do. */
export interface Sending {
  readonly operations: readonly Operation[];
  readonly memo?: string;
  /** What is printed above the receipt, for people. */
  readonly headline: string;
}

/**
 * Sends what `build` makes for the account that the user named `accountText`, signed by its key, and
 * shows the receipt. Throws `TransactionFailed` for a receipt without success, and what
 * `resolveSigner`, `build`, `openKey` and `send` throw.
 */
export async function sendOperations(
  session: Session,
  accountText: string,
  options: SendingOptions,
  build: (signer: Signer) => Sending | Promise<Sending>,
): Promise<Signer> {
  const { globals } = session;
  const signer = await resolveSigner(globals.home, accountText, options);
  const { operations, memo, headline } = await build(signer);
  const parts = {
    sender: signer.account,
    operations,
    ...(memo === undefined ? {} : { memo }),
  };
  if (options.dryRun === true) {
    const publicKey = await findKey(globals.home, signer.keyName);
    const { signed, simulation } = await rehearse(await session.light(), { ...parts, publicKey });
    if (!globals.json) print(`${headline}: simulated, nothing is signed or sent`);
    await showSimulation(session, signed, simulation);
    return signer;
  }
  const key = await openKey(globals, signer.keyName, options);
  const sending = send(await session.light(), { key, ...parts });
  const { final, finalityMs } = await withProgress('waiting for the block', sending);
  if (!globals.json) print(headline);
  await showReceipt(session, final, finalityMs);
  return signer;
}
