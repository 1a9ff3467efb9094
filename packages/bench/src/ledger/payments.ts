/** Payments signed ahead of time, so that a load test does not measure the signing of its own input. */
import type { Hash } from '@trellis/crypto';
import {
  type AssetCode,
  type ChainId,
  encode,
  type Height,
  signedTransactionCodec,
  type Transaction,
  transactionId,
  transactionMessage,
} from '@trellis/protocol';
import type { BenchAccount } from './accounts.ts';

export interface SignedPayment {
  readonly id: Hash;
  /** Position of the payer among the accounts. */
  readonly payer: number;
  readonly encoded: Uint8Array;
}

/** What all payments of a load have in common. */
export interface PaymentPlan {
  readonly chainId: ChainId;
  readonly accounts: readonly BenchAccount[];
  readonly memo: string;
  readonly validUntil: Height;
}

/** A signed payment of one cent. */
export async function signPayment(
  { chainId, accounts, memo, validUntil }: PaymentPlan,
  payer: number,
  payee: number,
  sequence: bigint,
): Promise<SignedPayment> {
  const source = accounts[payer];
  const target = accounts[payee];
  if (source === undefined || target === undefined) throw new Error('no such account');
  const transaction: Transaction = {
    chainId,
    sender: source.address,
    sequence,
    validUntil,
    operations: [
      {
        type: 'transfer',
        source: source.address,
        to: target.address,
        asset: 'EUR' as AssetCode,
        amount: 1n,
      },
    ],
    memo,
  };
  const signature = await source.key.sign('tx', transactionMessage(transaction));
  const witness = { account: source.address, keyIndex: 0, signature, publicKey: null };
  return {
    id: transactionId(transaction),
    payer,
    encoded: encode(signedTransactionCodec, { transaction, witnesses: [witness] }),
  };
}

/** Payers in turn, each with the sequence that it has come to. */
export interface Turns {
  /** Sequences already used, by the position of the payer. */
  readonly used: number[];
  /** Payers that still take part, in order. */
  readonly payers: readonly number[];
  next: number;
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
    const group = Array.from({ length: size }, () => {
      const payer = turns.payers[turns.next % turns.payers.length];
      const payee = turns.payers[(turns.next + 1) % turns.payers.length];
      if (payer === undefined || payee === undefined) throw new Error('nobody is left to pay');
      turns.next += 1;
      const sequence = (turns.used[payer] ?? 0) + 1;
      turns.used[payer] = sequence;
      return signPayment(plan, payer, payee, BigInt(sequence));
    });
    payments.push(...(await Promise.all(group)));
  }
  return payments;
}
