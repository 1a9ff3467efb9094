/** The short way: from operations and a key to a final transaction. */
import type { Address, SigningKey } from '@trellis/crypto';
import {
  type ChainId,
  type Operation,
  type SignedTransaction,
  signsByRecovery,
  type Transaction,
} from '@trellis/protocol';
import type { AccountResponse, FinalTransaction } from '@trellis/protocol/http-api';
import { buildTransaction } from './build.ts';
import type { Client } from './client.ts';
import { BuildError } from './errors.ts';
import { getAccount, getRecovery, getStatus } from './read.ts';
import { accountOf, recoverySignerOf, signerOf, signTransaction } from './sign.ts';
import { submitAndWait } from './submit.ts';

/** Blocks that a transaction stays valid for unless something else is asked for. */
export const defaultValidityBlocks = 100n;

/** What is to be done and by whom; the node is asked for the rest. */
export interface PrepareOptions {
  readonly sender: Address;
  readonly operations: readonly Operation[];
  readonly memo?: string;
  readonly validityBlocks?: bigint;
  /** Refuses to make a transaction for any other chain, whatever chain the node says it is on. */
  readonly chainId?: ChainId;
}

/**
 * A transaction with the next sequence of its sender, as the node knows it, and the sender's account.
 * Throws `BuildError`, `ApiProblem` or `Unreachable`.
 */
export async function prepare(
  client: Client,
  options: PrepareOptions,
): Promise<{ readonly transaction: Transaction; readonly account: AccountResponse }> {
  const { sender, operations, memo = '', validityBlocks = defaultValidityBlocks } = options;
  const [status, account] = await Promise.all([getStatus(client), getAccount(client, sender)]);
  if (options.chainId !== undefined && status.chainId !== options.chainId) {
    throw new BuildError(
      'other_chain',
      `the node is on the chain ${status.chainId}, not on the trusted ${options.chainId}`,
    );
  }
  const transaction = buildTransaction({
    chainId: status.chainId,
    sender,
    sequence: (account.account?.sequence ?? 0n) + 1n,
    validUntil: status.head.height + validityBlocks,
    operations,
    memo,
  });
  return { transaction, account };
}

/**
 * Signs what was prepared with one key: one of the sender's own, or of its recovery where that is what the
 * transaction is about. Throws `BuildError`.
 */
export async function signAlone(
  client: Client,
  key: SigningKey,
  transaction: Transaction,
  account: AccountResponse,
): Promise<SignedTransaction> {
  const { sender } = transaction;
  const signer = signsByRecovery(transaction, sender)
    ? recoverySignerOf(await getRecovery(client, sender), key)
    : signerOf(account, key);
  return signTransaction(transaction, [signer]);
}

/** As `PrepareOptions`, with the key that signs. */
export interface SendOptions extends Omit<PrepareOptions, 'sender'> {
  readonly key: SigningKey;
  /** Defaults to the account of the key itself. */
  readonly sender?: Address;
  readonly patienceMs?: number;
}

/** A transaction that is final. */
export interface Sent {
  readonly signed: SignedTransaction;
  /** With its receipt, and the proofs that `verifyTransaction` checks. */
  readonly final: FinalTransaction;
  /** From handing the transaction in to knowing that it is final. */
  readonly finalityMs: number;
}

/**
 * Builds, signs with one key, hands in, and waits until it is final. Throws `BuildError`, `ApiProblem`
 * with the ledger's code when it is refused, `Unreachable`, or `NotFinal`.
 *
 * @example
 * const { final } = await send(client, { key, operations: [transfer({ from, to, asset, amount: 100n })] });
 */
export async function send(client: Client, options: SendOptions): Promise<Sent> {
  const { key, patienceMs, sender = accountOf(key), ...rest } = options;
  const { transaction, account } = await prepare(client, { sender, ...rest });
  const signed = await signAlone(client, key, transaction, account);
  const before = performance.now();
  const final = await submitAndWait(client, signed, patienceMs);
  return { signed, final, finalityMs: performance.now() - before };
}
