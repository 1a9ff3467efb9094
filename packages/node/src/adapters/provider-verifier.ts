/** A verifier on a signature provider: bounded in how much it hands over at once, so that urgency counts. */
import type { SignatureClaim, SignatureProvider } from '@trellis/crypto';
import type { Urgency, Verifier } from '../ports/verifier.ts';

interface Job {
  readonly claim: SignatureClaim;
  readonly resolve: (valid: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * `inFlightMax` jobs are with the provider at a time: enough to keep every core busy, few enough that
 * a vote (and the thread pool's other users: disk and signing) don't queue behind a thousand payments.
 */
export function createProviderVerifier(provider: SignatureProvider, inFlightMax: number): Verifier {
  const waiting: Record<Urgency, Job[]> = { consensus: [], transaction: [] };
  const heads: Record<Urgency, number> = { consensus: 0, transaction: 0 };
  let inFlight = 0;

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

  function start(): void {
    while (inFlight < inFlightMax) {
      const job = take('consensus') ?? take('transaction');
      if (job === undefined) return;
      inFlight += 1;
      provider
        .verify(job.claim)
        .then(job.resolve, job.reject)
        .finally(() => {
          inFlight -= 1;
          start();
        });
    }
  }

  return {
    verify: (claim, urgency) =>
      new Promise((resolve, reject) => {
        waiting[urgency].push({ claim, resolve, reject });
        start();
      }),
    pending: () =>
      inFlight +
      waiting.consensus.length -
      heads.consensus +
      waiting.transaction.length -
      heads.transaction,
  };
}
