/**
 * Wrong passwords: after a few, each makes the next one wait longer. It keeps whoever finds the device open from
 * guessing; whoever has copied the key file is kept by argon2id alone.
 */

export interface Attempts {
  /** Wrong passwords in a row. */
  readonly failures: number;
  /** When the next is let in, in milliseconds since 1970. */
  readonly nextAt: number;
}

export const noAttempts: Attempts = { failures: 0, nextAt: 0 };

/** Wrong passwords that nothing follows. */
const freeFailures = 3;
const firstWaitMs = 5_000;
const waitMsMax = 3_600_000;

/** After one more wrong password. */
export function afterFailure({ failures }: Attempts, now: number): Attempts {
  const over = failures + 1 - freeFailures;
  const waitMs = over < 0 ? 0 : Math.min(waitMsMax, firstWaitMs * 2 ** Math.min(over, 20));
  return { failures: failures + 1, nextAt: now + waitMs };
}

/** How long until a password may be tried; 0: now. A clock that was put back does not make it longer than ever needed. */
export function waitMs({ nextAt }: Attempts, now: number): number {
  return Math.min(waitMsMax, Math.max(0, nextAt - now));
}
