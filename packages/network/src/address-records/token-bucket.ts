/** How often something may happen: so many times at once, and from then on as fast as they come back. */

export interface TokenBucket {
  /** Takes one; `false` when there is none left. */
  take(): boolean;
}

/** A full one. `now` gives milliseconds. */
export function createTokenBucket(
  { burst, everyMs }: { readonly burst: number; readonly everyMs: number },
  now: () => number,
): TokenBucket {
  let left = burst;
  let filledAt = now();
  return {
    take() {
      // A clock that is set back gives nothing, and takes nothing away.
      left = Math.min(burst, left + Math.max(0, now() - filledAt) / everyMs);
      filledAt = now();
      if (left < 1) return false;
      left -= 1;
      return true;
    },
  };
}
