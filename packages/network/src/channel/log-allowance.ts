/** How often strangers may make us write a line. */

/** Strangers can knock as often as they like, so only so many refusals are logged in a while. */
const refusalsLoggedMax = 20;
const refusalWindowMs = 10_000;

/** Whether one more line may be written now. */
export function createLogAllowance(now: () => number): () => boolean {
  let windowStart = Number.NEGATIVE_INFINITY;
  let logged = 0;
  return () => {
    if (now() - windowStart >= refusalWindowMs) {
      windowStart = now();
      logged = 0;
    }
    logged += 1;
    return logged <= refusalsLoggedMax;
  };
}
