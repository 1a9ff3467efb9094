/** A bounded map that forgets what was used longest ago. */

export interface RecentlyUsed<Value> {
  /** The value of a key, which is now the most recently used one. */
  get(key: string): Value | undefined;
  /** Adds a key that is not there; at the limit the least recently used one goes. */
  add(key: string, value: Value): void;
}

/** Holds at most `max` values. A `Map` keeps the order of insertion, so its first key is the oldest. */
export function createRecentlyUsed<Value>(max: number): RecentlyUsed<Value> {
  const values = new Map<string, Value>();
  return {
    get(key) {
      const value = values.get(key);
      if (value === undefined) return undefined;
      values.delete(key);
      values.set(key, value);
      return value;
    },
    add(key, value) {
      if (values.size >= max) {
        const [oldest] = values.keys();
        if (oldest !== undefined) values.delete(oldest);
      }
      values.set(key, value);
    },
  };
}
