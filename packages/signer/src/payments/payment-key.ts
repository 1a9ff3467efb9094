/** A key that signs payments within limits and nothing else, for whoever takes a key: the SDK, the gateway. */
import type { SigningKey } from '@trellis/crypto';
import { PaymentRefused, transactionId, transactionPurpose } from '@trellis/protocol';
import {
  type Amounts,
  expectPayments,
  expectWithinDay,
  type PaymentLimits,
  transactionIn,
} from './payment-limits.ts';
import type { SpentJournal } from './spent-journal.ts';

const dayMs = 24n * 3_600_000n;

export interface PaymentKeyParts {
  readonly key: SigningKey;
  readonly limits: PaymentLimits;
  readonly journal: SpentJournal;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** `sign` throws `PaymentRefused`. The same transaction is signed again, and counts once. */
export function limitedPaymentKey({ key, limits, journal, now }: PaymentKeyParts): SigningKey {
  const { scheme, publicKey } = key;
  return {
    scheme,
    publicKey,
    async sign(purpose, given) {
      const message = Uint8Array.from(given);
      if (purpose !== transactionPurpose) {
        throw new PaymentRefused('not_a_transaction', `it signs no ${purpose}`);
      }
      const transaction = transactionIn(limits.chainId, message);
      const paid = expectPayments(transaction, limits);
      const id = transactionId(transaction);
      await (journal.added(id) ?? count(id, paid));
      return key.sign(purpose, message);
    },
  };

  /** Nothing is awaited between looking at the day and adding to it. */
  function count(id: ReturnType<typeof transactionId>, paid: Amounts): Promise<void> {
    const at = BigInt(Math.trunc(now()));
    expectWithinDay(paid, journal.spentSince(at - dayMs), limits);
    const amounts = [...paid].map(([asset, amount]) => ({ asset, amount }));
    return journal.add({ at, transactionId: id, amounts });
  }
}
