/** The short way: from operations and a key to a final transaction. */
import { type Address, keyAddress, type SigningKey } from '@trellis/crypto';
import { nextHeight, type Operation, type Policy, type SignedTransaction } from '@trellis/protocol';
import type { AccountResponse, FinalTransaction } from '@trellis/protocol/http-api';
import { buildTransaction, signTransaction, type TransactionSigner } from './build.ts';
import type { Client } from './client.ts';
import { getAccount, getStatus } from './read.ts';
import { submitAndWait } from './submit.ts';

/** Blocks that a transaction stays valid for unless something else is asked for. */
export const defaultValidityBlocks = 100n;

/** The key does not belong to the account it should sign for. */
export class WrongKey extends Error {
  readonly code = 'wrong_key';

  constructor(message: string) {
    super(message);
    this.name = 'WrongKey';
  }
}

/** What a node knows that a transaction of `sender` needs. */
export async function prepare(
  client: Client,
  sender: Address,
  operations: readonly Operation[],
  memo = '',
) {
  const [status, account] = await Promise.all([getStatus(client), getAccount(client, sender)]);
  const transaction = buildTransaction({
    chainId: status.chainId,
    sender,
    sequence: (account.account?.sequence ?? 0n) + 1n,
    validUntil: status.head.height + defaultValidityBlocks,
    operations,
    memo,
  });
  return { transaction, account };
}

/** The signer for a key of an account, as the node shows the account. Throws `WrongKey`. */
export function signerOf(account: AccountResponse, key: SigningKey): TransactionSigner {
  const address = keyAddress(key.scheme, key.publicKey);
  const policy = currentPolicy(account);
  const keyIndex = policy?.keys.findIndex((one) => one.address === address) ?? -1;
  if (keyIndex === -1) {
    throw new WrongKey(
      policy === undefined
        ? 'the account does not exist on this chain'
        : 'the key is not one of the account’s keys',
    );
  }
  const firstUse = !account.registeredKeys.includes(address);
  return { account: account.address, keyIndex, key, firstUse };
}

/** The policy that rules the next block. */
export function currentPolicy({ account, entry }: AccountResponse): Policy | undefined {
  if (account === null) return undefined;
  const next = account.nextPolicy;
  return next !== null && nextHeight(entry.header.height) >= next.fromHeight
    ? next.policy
    : account.policy;
}

/** Builds, signs with one key, hands in, and waits until it is final. */
export async function send(
  client: Client,
  options: {
    readonly key: SigningKey;
    /** Defaults to the account of the key itself. */
    readonly sender?: Address;
    readonly operations: readonly Operation[];
    readonly memo?: string;
    readonly patienceMs?: number;
  },
): Promise<{ readonly signed: SignedTransaction; readonly final: FinalTransaction }> {
  const { key, operations, memo, patienceMs } = options;
  const sender = options.sender ?? keyAddress(key.scheme, key.publicKey);
  const { transaction, account } = await prepare(client, sender, operations, memo);
  const signed = await signTransaction(transaction, [signerOf(account, key)]);
  return { signed, final: await submitAndWait(client, signed, patienceMs) };
}
