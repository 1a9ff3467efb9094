/** Sends operations of one account, signed by one key, and shows the receipt. */
import { rehearse, send } from '@trellis/client';
import type { Address } from '@trellis/crypto';
import type { Operation } from '@trellis/protocol';
import { findKey } from '@trellis/testnet/named-keys';
import type { Command } from 'commander';
import { openKey } from './key-store.ts';
import { print } from './output.ts';
import { addPasswordOptions, type PasswordOptions } from './password.ts';
import { withProgress } from './progress.ts';
import { showReceipt } from './receipt-view.ts';
import type { Session } from './session.ts';
import { showSimulation } from './simulation-view.ts';

export interface SendingOptions extends PasswordOptions {
  readonly dryRun?: boolean;
}

/** Adds the options of commands that send: where the password is, and to try it out only. */
export function addSendingOptions(command: Command): Command {
  return addPasswordOptions(command).option(
    '--dry-run',
    'show what it would do, its size and its fee; nothing is signed, no password is needed',
  );
}

export interface Sending {
  readonly account: Address;
  /** Name of the key that signs. */
  readonly keyName: string;
  readonly operations: readonly Operation[];
  readonly memo?: string;
  /** What is printed above the receipt, for people. */
  readonly headline: string;
}

/** Throws `TransactionFailed` for a receipt without success, and what `send` and `openKey` throw. */
export async function sendOperations(
  session: Session,
  { account, keyName, operations, memo, headline }: Sending,
  options: SendingOptions,
): Promise<void> {
  const { globals, client, trusted } = session;
  const parts = {
    sender: account,
    operations,
    ...(memo === undefined ? {} : { memo }),
    // A node that claims to be on another chain gets no signature for it.
    ...(trusted === null ? {} : { chainId: trusted.chainId }),
  };
  if (options.dryRun === true) {
    const publicKey = await findKey(globals.home, keyName);
    const { signed, simulation } = await rehearse(client, { ...parts, publicKey });
    if (!globals.json) print(`${headline}: tried out, nothing is signed or sent`);
    return showSimulation(session, signed, simulation);
  }
  const key = await openKey(globals, keyName, options);
  const sending = send(client, { key, ...parts });
  const { final, finalityMs } = await withProgress('waiting for the block', sending);
  if (!globals.json) print(headline);
  await showReceipt(session, final, finalityMs);
}
