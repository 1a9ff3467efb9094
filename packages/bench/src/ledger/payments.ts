/** Payments signed ahead of time, so that a load test does not measure the signing of its own input. */
import type { Hash } from '@trellis/crypto';
import {
  type ChainId,
  encode,
  type Height,
  signedTransactionCodec,
  type Transaction,
  transactionId,
  transactionMessage,
} from '@trellis/protocol';
import type { BenchAccount } from './accounts.ts';
import type { Workload } from './options.ts';
import { holdAfter, type OpenHold, operationsOf } from './workload.ts';

/** Seconds over which the ends of holds are spread. */
const holdSeconds = 3_000;

export interface SignedPayment {
  readonly id: Hash;
  /** Position of the payer among the accounts. */
  readonly payer: number;
  /** The last height that it can be in. */
  readonly validUntil: Height;
  readonly encoded: Uint8Array;
}

/** What all payments of a load have in common. */
export interface PaymentPlan {
  readonly chainId: ChainId;
  readonly accounts: readonly BenchAccount[];
  readonly memo: string;
  readonly validUntil: Height;
  readonly workload: Workload;
  /** The first second at which holds end by themselves, in milliseconds. */
  readonly holdsEndAt: bigint;
}

/** A signed transaction of the payer's turn. Moves `turns` on. */
async function signTurn(plan: PaymentPlan, turns: Turns): Promise<SignedPayment> {
  const { chainId, accounts, memo, validUntil, workload } = plan;
  const payer = turns.payers[turns.next % turns.payers.length];
  const payee = turns.payers[(turns.next + 1) % turns.payers.length];
  if (payer === undefined || payee === undefined) throw new Error('nobody is left to pay');
  const [source, target] = [accounts[payer], accounts[payee]];
  if (source === undefined || target === undefined) throw new Error('no such account');
  const sequence = (turns.used[payer] ?? 0) + 1;
  const operations = operationsOf(workload, {
    payer: source.address,
    payee: target.address,
    sequence,
    hold: turns.holds.get(payer),
    // Far ahead, and not all at one second: each ends by being paid out.
    expiresAt: plan.holdsEndAt + BigInt(turns.next % holdSeconds) * 1_000n,
  });
  const transaction: Transaction = {
    chainId,
    sender: source.address,
    sequence: BigInt(sequence),
    validUntil,
    operations,
    memo,
  };
  const id = transactionId(transaction);
  turns.next += 1;
  turns.used[payer] = sequence;
  const hold = holdAfter(operations, id);
  if (hold === undefined) turns.holds.delete(payer);
  else turns.holds.set(payer, hold);
  const signers = operations.some(({ source: one }) => one === target.address)
    ? [source, target]
    : [source];
  const message = transactionMessage(transaction);
  const witnesses = await Promise.all(
    signers.map(async ({ address, key }) => ({
      account: address,
      keyIndex: 0,
      signature: await key.sign('tx', message),
      publicKey: null,
    })),
  );
  return {
    id,
    payer,
    validUntil,
    encoded: encode(signedTransactionCodec, { transaction, witnesses }),
  };
}

/** Payers in turn, each with the sequence that it has come to. */
export interface Turns {
  /** Sequences already used, by the position of the payer. */
  readonly used: number[];
  /** Payers that still take part, in order. */
  readonly payers: readonly number[];
  next: number;
  /** Holds that their payers pay out in their next turn. */
  readonly holds: Map<number, OpenHold>;
}

/**
 * `count` payments, from the payers in turn and each to the next: a ring, so that no balance runs dry.
 * Moves `turns` on.
 */
export async function signPayments(
  plan: PaymentPlan,
  turns: Turns,
  count: number,
): Promise<SignedPayment[]> {
  const payments: SignedPayment[] = [];
  // In small groups: enough to keep all cores busy, without a hundred thousand promises at once.
  const groupSize = 64;
  while (payments.length < count) {
    const size = Math.min(groupSize, count - payments.length);
    const group = Array.from({ length: size }, () => signTurn(plan, turns));
    payments.push(...(await Promise.all(group)));
  }
  return payments;
}
