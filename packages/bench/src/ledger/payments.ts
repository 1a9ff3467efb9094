/** Payments signed ahead of time, so that a load test does not measure the signing of its own input. */
import type { Hash } from '@trellis/crypto';
import {
  type AssetCode,
  type ChainId,
  encode,
  type Height,
  signedTransactionCodec,
  type Transaction,
  toHeight,
  transactionId,
  transactionMessage,
} from '@trellis/protocol';
import type { BenchAccount } from './accounts.ts';

export interface SignedPayment {
  readonly id: Hash;
  readonly encoded: Uint8Array;
}

/**
 * `count` payments of one cent, from the accounts in turn and each to the next: a ring, so that no
 * balance runs dry. `from` continues the sequences of an earlier call.
 */
export async function signPayments(
  chainId: ChainId,
  accounts: readonly BenchAccount[],
  count: number,
  from = 0,
  validUntil: Height = toHeight(9_000),
): Promise<SignedPayment[]> {
  const payments: SignedPayment[] = [];
  // In small groups: enough to keep both cores busy, without a hundred thousand promises at once.
  const groupSize = 64;
  for (let start = from; start < from + count; start += groupSize) {
    const group = Array.from({ length: Math.min(groupSize, from + count - start) }, (_, offset) =>
      signPayment(chainId, accounts, start + offset, validUntil),
    );
    payments.push(...(await Promise.all(group)));
  }
  return payments;
}

async function signPayment(
  chainId: ChainId,
  accounts: readonly BenchAccount[],
  index: number,
  validUntil: Height,
): Promise<SignedPayment> {
  const source = accounts[index % accounts.length];
  const target = accounts[(index + 1) % accounts.length];
  if (source === undefined || target === undefined) throw new Error('no accounts to pay from');
  const transaction: Transaction = {
    chainId,
    sender: source.address,
    sequence: BigInt(Math.floor(index / accounts.length) + 1),
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
    memo: '',
  };
  const signature = await source.key.sign('tx', transactionMessage(transaction));
  const witness = { account: source.address, keyIndex: 0, signature, publicKey: null };
  return {
    id: transactionId(transaction),
    encoded: encode(signedTransactionCodec, { transaction, witnesses: [witness] }),
  };
}
