/**
 * The payments of a load: the first are signed before it begins, so that a short one does not share the machine with the
 * signing of its own input; the rest while it runs, some seconds before they are due. So a load may last as long as it
 * likes: memory holds a bounded number of payments, and each is valid for as long as the first.
 */
import { type Height, toHeight } from '@trellis/protocol';
import type { SignedPayment } from './payments.ts';

/** Signed payments that are held: 70 MB of ML-DSA-65. */
export const signedAheadMax = 20_000;

/** Signed at once between two looks at what is due. */
const groupSize = 64;

export interface PaymentSource {
  /** Of the whole load. */
  readonly count: number;
  /** Up to `max` of those that are signed and not sent, in order. */
  take(max: number): readonly SignedPayment[];
  /** Signs more if there is room, under way in the background. Called again and again with the newest height. */
  refill(height: Height): void;
  /** Why no more can be signed; what was taken before is all that there is. */
  problem(): string | null;
}

export interface PaymentSourceOptions {
  readonly count: number;
  /** The first of them. */
  readonly signed: readonly SignedPayment[];
  /** Blocks that a payment signed later is valid for. */
  readonly validity: bigint;
  readonly sign: (count: number, validUntil: Height) => Promise<readonly SignedPayment[]>;
}

export function createPaymentSource(options: PaymentSourceOptions): PaymentSource {
  const { count, signed, validity, sign } = options;
  let ready: SignedPayment[] = [...signed];
  let taken = 0;
  let made = signed.length;
  let isSigning = false;
  let failure: string | null = null;

  async function signMore(height: Height): Promise<void> {
    const size = Math.min(groupSize, count - made);
    made += size;
    ready.push(...(await sign(size, toHeight(height + validity))));
  }

  return {
    count,
    take(max) {
      const some = ready.slice(taken, taken + max);
      taken += some.length;
      // Dropping the used part only now and then keeps taking from the front cheap.
      if (taken > 4_096 || taken === ready.length) {
        ready = ready.slice(taken);
        taken = 0;
      }
      return some;
    },
    refill(height) {
      if (isSigning || failure !== null || made >= count) return;
      if (ready.length - taken >= signedAheadMax - groupSize) return;
      isSigning = true;
      signMore(height).then(
        () => {
          isSigning = false;
        },
        (error: unknown) => {
          failure = error instanceof Error ? error.message : String(error);
        },
      );
    },
    problem: () => failure,
  };
}
