/** What a signer of payments signs without anybody else: payments of its own account, within limits. Pure. */
import type { Address } from '@trellis/crypto';
import {
  type AssetCode,
  type ChainId,
  decode,
  encode,
  encodedTransactionMessage,
  PaymentRefused,
  type Transaction,
  transactionCodec,
} from '@trellis/protocol';

/** In smallest units of the asset; what has no limits is not paid. */
export interface AssetLimits {
  readonly perPayment: bigint;
  /** Of all that was signed in the last 24 hours. */
  readonly perDay: bigint;
}

export interface PaymentLimits {
  readonly chainId: ChainId;
  /** Whose payments. */
  readonly account: Address;
  readonly assets: ReadonlyMap<AssetCode, AssetLimits>;
  /** To whom; `null`: anybody. */
  readonly payees: ReadonlySet<Address> | null;
}

export type Amounts = ReadonlyMap<AssetCode, bigint>;

/** The transaction whose signature is asked for. Throws `PaymentRefused` `not_a_transaction`, also for one of another chain. */
export function transactionIn(chainId: ChainId, message: Uint8Array): Transaction {
  const prefix = encodedTransactionMessage(chainId, new Uint8Array());
  const isOfChain = Buffer.from(message.subarray(0, prefix.length)).equals(prefix);
  const read = isOfChain ? decode(transactionCodec, message.subarray(prefix.length)) : undefined;
  // The one encoding of it, so that what is signed is what was looked at.
  if (read?.ok === true) {
    const again = encodedTransactionMessage(chainId, encode(transactionCodec, read.value));
    if (read.value.chainId === chainId && Buffer.from(again).equals(message)) return read.value;
  }
  throw new PaymentRefused('not_a_transaction', 'it is no transaction of this chain');
}

/** How much of which asset a transaction pays. Throws `PaymentRefused` for anything but payments that the limits allow. */
export function expectPayments(transaction: Transaction, limits: PaymentLimits): Amounts {
  if (transaction.sender !== limits.account) {
    throw new PaymentRefused('other_account', 'it is sent by another account');
  }
  const paid = new Map<AssetCode, bigint>();
  for (const operation of transaction.operations) {
    if (operation.type !== 'transfer' && operation.type !== 'pay') {
      throw new PaymentRefused('not_a_payment', `it has the operation ${operation.type}`);
    }
    const { source, to, asset, amount } = operation;
    if (source !== limits.account) {
      throw new PaymentRefused('other_account', 'it takes from another account');
    }
    if (limits.payees !== null && !limits.payees.has(to)) {
      throw new PaymentRefused('payee_not_allowed', 'it pays somebody who is not named');
    }
    const allowed = limits.assets.get(asset);
    if (allowed === undefined) {
      throw new PaymentRefused('asset_not_allowed', `${asset} has no limit here, and is not paid`);
    }
    if (amount > allowed.perPayment) {
      throw new PaymentRefused(
        'over_payment_limit',
        `it pays ${amount}, above ${allowed.perPayment}`,
      );
    }
    paid.set(asset, (paid.get(asset) ?? 0n) + amount);
  }
  return paid;
}

/** Throws `PaymentRefused` `over_day_limit`. */
export function expectWithinDay(paid: Amounts, spent: Amounts, limits: PaymentLimits): void {
  for (const [asset, amount] of paid) {
    const most = limits.assets.get(asset)?.perDay ?? 0n;
    const all = amount + (spent.get(asset) ?? 0n);
    if (all > most) {
      throw new PaymentRefused(
        'over_day_limit',
        `with it ${all} of ${asset} in a day, above ${most}`,
      );
    }
  }
}
