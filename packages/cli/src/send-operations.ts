/** Sends operations of one account, signed by one key, and shows the receipt. */
import { send } from '@trellis/client';
import type { Address } from '@trellis/crypto';
import type { Operation } from '@trellis/protocol';
import { openKey } from './key-store.ts';
import { print } from './output.ts';
import type { PasswordOptions } from './password.ts';
import { withProgress } from './progress.ts';
import { showReceipt } from './receipt-view.ts';
import type { Session } from './session.ts';

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
  options: PasswordOptions,
): Promise<void> {
  const { globals, client, trusted } = session;
  const key = await openKey(globals, keyName, options);
  const sending = send(client, {
    key,
    sender: account,
    operations,
    ...(memo === undefined ? {} : { memo }),
    // A node that claims to be on another chain gets no signature for it.
    ...(trusted === null ? {} : { chainId: trusted.chainId }),
  });
  const { final, finalityMs } = await withProgress('waiting for the block', sending);
  if (!globals.json) print(headline);
  await showReceipt(session, final, finalityMs);
}
