/** The short way: from operations and a key to a final transaction. */
import type { Address, SigningKey } from '@trellis/crypto';
import {
  type Operation,
  type SignedTransaction,
  signsByRecovery,
  type Transaction,
} from '@trellis/protocol';
import { buildTransaction } from './build.ts';
import { BuildError } from './errors.ts';
import { givenKey, givenObject } from './given.ts';
import { givenLight } from './given-light.ts';
import type { LightClient } from './light-client.ts';
import type { ProvenTransaction } from './read-chain.ts';
import { getAccount, getRecovery, type ProvenAccount } from './read-state.ts';
import { accountOf, recoverySignerOf, signerOf, signTransaction } from './sign.ts';
import { submitAndWait } from './submit.ts';

/** Blocks that a transaction stays valid for unless something else is asked for. */
export const defaultValidityBlocks = 100n;

/** What has to be done and by whom; the rest follows from the sender's account. */
export interface PrepareOptions {
  readonly sender: Address;
  readonly operations: readonly Operation[];
  readonly memo?: string;
  readonly validityBlocks?: bigint;
}

/**
 * A transaction for the trusted chain with the next sequence of its sender, and the sender's account, which is
 * proven. Throws `BuildError`, `ProofError`, `ApiProblem` or `Unreachable`.
 *
 * @example
 * const { transaction, account } = await prepare(light, { sender: from, operations: [transfer({ from, to, asset, amount: 5n })] });
 */
export async function prepare(
  light: LightClient,
  options: PrepareOptions,
): Promise<{ readonly transaction: Transaction; readonly account: ProvenAccount }> {
  const {
    sender,
    operations,
    memo = '',
    validityBlocks = defaultValidityBlocks,
  } = givenObject(options, 'what to prepare, such as its operations');
  givenLight(light);
  const account = await getAccount(light, sender);
  if (typeof validityBlocks !== 'bigint') {
    throw new BuildError('bad_argument', 'expected "validityBlocks" as a bigint');
  }
  const transaction = buildTransaction({
    chainId: light.trusted().chainId,
    sender,
    sequence: (account.value?.sequence ?? 0n) + 1n,
    validUntil: account.header.height + validityBlocks,
    operations,
    memo,
  });
  return { transaction, account };
}

/**
 * Signs what was prepared with one key: one of the sender's own, or of its recovery where that is what the
 * transaction is about. Throws `BuildError`.
 *
 * @example
 * const { transaction, account } = await prepare(light, { sender: from, operations: [transfer({ from, to, asset, amount: 5n })] });
 * const signed = await signAlone(light, key, transaction, account);
 */
export async function signAlone(
  light: LightClient,
  key: SigningKey,
  transaction: Transaction,
  account: ProvenAccount,
): Promise<SignedTransaction> {
  const { sender } = givenObject(transaction, 'a transaction');
  givenObject(account, 'an account, as prepare gives it');
  givenLight(light);
  givenKey(key);
  const signer = signsByRecovery(transaction, sender)
    ? recoverySignerOf(await getRecovery(light, sender), key)
    : signerOf(account, key);
  return signTransaction(transaction, [signer]);
}

/** As `PrepareOptions`, with the key that signs. */
export interface SendOptions extends Omit<PrepareOptions, 'sender'> {
  readonly key: SigningKey;
  /** Defaults to the account of the key itself. */
  readonly sender?: Address;
  readonly timeoutMs?: number;
}

/** A transaction that is final. */
export interface Sent {
  readonly signed: SignedTransaction;
  /** With its receipt and its proofs, which were checked; `verifyTransaction` can check them again. */
  readonly final: ProvenTransaction;
  /** From handing the transaction in to knowing that it is final. */
  readonly finalityMs: number;
}

/**
 * Builds, signs with one key, submits, and waits until it is final. Throws `BuildError`, `ProofError`,
 * `ApiProblem` with the ledger's code when it is refused, `Unreachable`, or `NotFinal`.
 *
 * @example
 * const { final } = await send(light, { key, operations: [transfer({ from, to, asset, amount: 100n })] });
 */
export async function send(light: LightClient, options: SendOptions): Promise<Sent> {
  const { key, timeoutMs, ...rest } = givenObject(options, 'what to send, such as its operations');
  const sender = rest.sender ?? accountOf(key);
  const { transaction, account } = await prepare(light, { ...rest, sender });
  const signed = await signAlone(light, key, transaction, account);
  const before = performance.now();
  const final = await submitAndWait(light, signed, timeoutMs);
  return { signed, final, finalityMs: performance.now() - before };
}
