/** What the gateway pays without a second person: per payment, and per day in all and to one counterparty. */
import type { Address } from '@trellis/crypto';
import type { AssetCode } from '@trellis/protocol';

/** In smallest units of an asset; `null` is no limit. */
export interface PaymentLimits {
  readonly perPayment: bigint | null;
  readonly perDay: bigint | null;
  readonly perCounterparty: bigint | null;
}

/** What was released on a business day so far. */
export interface Spent {
  readonly inAll: bigint;
  readonly toCounterparty: bigint;
}

export interface LimitedPayment {
  readonly from: Address;
  readonly to: Address;
  readonly asset: AssetCode;
  readonly amount: bigint;
}

/** Which limit a payment is over; `undefined` for none. */
export function limitExceeded(
  { amount }: Pick<LimitedPayment, 'amount'>,
  { perPayment, perDay, perCounterparty }: PaymentLimits,
  { inAll, toCounterparty }: Spent,
): string | undefined {
  const isOver = (sum: bigint, limit: bigint | null): boolean => limit !== null && sum > limit;
  if (isOver(amount, perPayment)) return 'over the limit of one payment';
  if (isOver(inAll + amount, perDay)) return 'over the limit of the day';
  if (isOver(toCounterparty + amount, perCounterparty)) {
    return 'over the limit of the day for this counterparty';
  }
  return undefined;
}
