/**
 * Signatures that the main thread verifies itself, as handing them over would cost more. Consensus is answered at once;
 * of the rest no more at a time than a vote may be kept waiting.
 */
import type { SignatureClaim } from '@trellis/crypto';

/** `transaction` goes before `history`. */
type PatientUrgency = 'transaction' | 'history';

interface Job {
  readonly claim: SignatureClaim;
  readonly resolve: (valid: boolean) => void;
}

export interface VerificationTurns {
  verify(claim: SignatureClaim, urgency: PatientUrgency): boolean | Promise<boolean>;
  waiting(): number;
}

/** Of the time between two looks at the network: several hundred signatures of known keys, forty of new ones. */
const turnMs = 4;

/** A clock is read once for so many. */
const claimsPerLook = 8;

/** `verify` answers at once. */
export function createVerificationTurns(
  verify: (claim: SignatureClaim) => boolean,
  now: () => number = () => performance.now(),
): VerificationTurns {
  const queues: Record<PatientUrgency, Job[]> = { transaction: [], history: [] };
  const heads: Record<PatientUrgency, number> = { transaction: 0, history: 0 };
  let isTurnOver = false;
  let scheduled = false;
  let turnEnds = 0;
  let sinceLook = 0;

  /** Verifies in the turn that runs, and begins one if none does. */
  function verifyInTurn(claim: SignatureClaim): boolean {
    if (!scheduled) {
      scheduled = true;
      setImmediate(nextTurn);
      turnEnds = now() + turnMs;
    }
    const valid = verify(claim);
    sinceLook += 1;
    if (sinceLook >= claimsPerLook) {
      sinceLook = 0;
      isTurnOver = now() >= turnEnds;
    }
    return valid;
  }

  function nextTurn(): void {
    scheduled = false;
    isTurnOver = false;
    for (const urgency of ['transaction', 'history'] as const) {
      while (!isTurnOver && heads[urgency] < queues[urgency].length) {
        const job = queues[urgency][heads[urgency]];
        heads[urgency] += 1;
        job?.resolve(verifyInTurn(job.claim));
      }
      if (heads[urgency] === queues[urgency].length || heads[urgency] > 1_024) {
        queues[urgency].splice(0, heads[urgency]);
        heads[urgency] = 0;
      }
    }
  }

  const waitingOf = (urgency: PatientUrgency): number => queues[urgency].length - heads[urgency];

  return {
    verify(claim, urgency) {
      const mayGoNow =
        !isTurnOver &&
        waitingOf('transaction') === 0 &&
        (urgency === 'transaction' || waitingOf('history') === 0);
      if (mayGoNow) return verifyInTurn(claim);
      return new Promise((resolve) => {
        queues[urgency].push({ claim, resolve });
      });
    },
    waiting: () => waitingOf('transaction') + waitingOf('history'),
  };
}
