/** How often something happened in the minute that ends now, however that minute lies to those of the clock. */

const secondMs = 1_000;
const windowSeconds = 60;

/** The number in the last minute, this one included; 0 of a name that there is no room for. */
export type SlidingCount = (name: string, now: number) => number;

/** Counts by name, at most `namesMax` of them, in steps of a second. */
export function createSlidingCount(namesMax: number): SlidingCount {
  /** By name, how many fell into each second. */
  const counts = new Map<string, Map<number, number>>();
  /** The second of the last search for names that can go: one a second, as it looks at all. */
  let searched = 0;

  function forget(seconds: Map<number, number>, current: number): void {
    // A second that is ahead is of before the clock was set back.
    for (const second of seconds.keys()) {
      if (second > current || second <= current - windowSeconds) seconds.delete(second);
    }
  }

  function hasRoom(current: number): boolean {
    if (counts.size < namesMax) return true;
    if (searched === current) return false;
    searched = current;
    for (const [name, seconds] of counts) {
      forget(seconds, current);
      if (seconds.size === 0) counts.delete(name);
    }
    return counts.size < namesMax;
  }

  return (name, now) => {
    const current = Math.floor(now / secondMs);
    const seconds = counts.get(name) ?? new Map<number, number>();
    if (!counts.has(name)) {
      if (!hasRoom(current)) return 0;
      counts.set(name, seconds);
    }
    forget(seconds, current);
    seconds.set(current, (seconds.get(current) ?? 0) + 1);
    return [...seconds.values()].reduce((sum, count) => sum + count, 0);
  };
}
