/**
 * A verifier on a signature provider. What the provider can tell at once costs less than a hand-over and is verified on
 * this thread; the rest is handed over, bounded in how much at a time, so that urgency counts.
 */
import type { SignatureClaim, SignatureProvider } from '@trellis/crypto';
import type { Urgency, Verifier } from '@trellis/engine';
import type { DoubleCheck } from './double-check/double-check.ts';
import { createVerificationTurns } from './verification-turns.ts';

interface Job {
  readonly claim: SignatureClaim;
  readonly resolve: (valid: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/** How many jobs are with the provider at a time. */
export interface InFlightLimits {
  /**
   * Enough to keep every core busy, few enough that a vote (and the thread pool's other users: disk and
   * signing) don't queue behind a thousand payments.
   */
  readonly urgent: number;
  /** Besides those: enough to keep every core busy while the main thread executes a whole block. */
  readonly history: number;
}

const nodeLimits: InFlightLimits = { urgent: 6, history: 512 };

export function createProviderVerifier(
  provider: SignatureProvider,
  inFlightMax = nodeLimits,
  doubleCheck: DoubleCheck = () => undefined,
): Verifier {
  const waiting: Record<Urgency, Job[]> = { consensus: [], transaction: [], history: [] };
  const heads: Record<Urgency, number> = { consensus: 0, transaction: 0, history: 0 };
  const inFlight: Record<keyof InFlightLimits, number> = { urgent: 0, history: 0 };

  function take(urgency: Urgency): Job | undefined {
    const job = waiting[urgency][heads[urgency]];
    if (job === undefined) return undefined;
    heads[urgency] += 1;
    // Dropping the used part only now and then keeps taking from the front cheap.
    if (heads[urgency] === waiting[urgency].length || heads[urgency] > 1024) {
      waiting[urgency].splice(0, heads[urgency]);
      heads[urgency] = 0;
    }
    return job;
  }

  function start(lane: keyof InFlightLimits): void {
    while (inFlight[lane] < inFlightMax[lane]) {
      const job = lane === 'urgent' ? (take('consensus') ?? take('transaction')) : take('history');
      if (job === undefined) return;
      inFlight[lane] += 1;
      provider
        .verify(job.claim)
        .then((valid) => {
          doubleCheck(job.claim, valid);
          job.resolve(valid);
        }, job.reject)
        .finally(() => {
          inFlight[lane] -= 1;
          start(lane);
        });
    }
  }

  const turns = createVerificationTurns(verifyNow);

  function verifyNow(claim: SignatureClaim): boolean {
    const valid = provider.verifyNow(claim) === true;
    doubleCheck(claim, valid);
    return valid;
  }

  return {
    verify(claim, urgency) {
      if (provider.verifiesNow(claim.scheme)) {
        if (urgency !== 'consensus') return turns.verify(claim, urgency);
        return verifyNow(claim);
      }
      return new Promise((resolve, reject) => {
        waiting[urgency].push({ claim, resolve, reject });
        start(urgency === 'history' ? 'history' : 'urgent');
      });
    },
    pending() {
      let pending = inFlight.urgent + inFlight.history + turns.waiting();
      for (const urgency of ['consensus', 'transaction', 'history'] as const) {
        pending += waiting[urgency].length - heads[urgency];
      }
      return pending;
    },
  };
}
