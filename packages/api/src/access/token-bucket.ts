/** How often somebody may call: token buckets by name. Pure but for the buckets it holds. */
import { LRUCache } from 'lru-cache';

export interface BucketPolicy {
  /** Tokens that come back in a second. */
  readonly perSecond: number;
  /** Tokens of a full bucket. */
  readonly burst: number;
}

/** What a bucket says after a call. */
export interface BucketState {
  readonly ok: boolean;
  /** Calls that could follow at once. */
  readonly remaining: number;
  /** Seconds until the bucket is full again, or, when the call was refused, until one more is allowed. */
  readonly seconds: number;
}

export interface RateLimiter {
  readonly policy: BucketPolicy;
  /** Takes one token, or a part of one; takes nothing when there isn't as much. */
  take(name: string, nowMs: number, part?: number): BucketState;
  /** Takes more for a call that was let in and turned out to be large; the bucket may owe them. */
  charge(name: string, count: number, nowMs: number): void;
  /** As `take`, without taking. */
  peek(name: string, nowMs: number): BucketState;
}

/** Buckets that are remembered; a full one says no more than one that was never used. */
const bucketsMax = 20_000;

interface Bucket {
  readonly tokens: number;
  readonly atMs: number;
}

export function createRateLimiter(policy: BucketPolicy): RateLimiter {
  const { perSecond, burst } = policy;
  const buckets = new LRUCache<string, Bucket>({ max: bucketsMax });

  const tokensNow = (name: string, nowMs: number): number => {
    const bucket = buckets.peek(name);
    if (bucket === undefined) return burst;
    const back = (Math.max(0, nowMs - bucket.atMs) / 1_000) * perSecond;
    return Math.min(burst, bucket.tokens + back);
  };
  const state = (tokens: number, ok: boolean): BucketState => ({
    ok,
    remaining: Math.max(0, Math.floor(tokens)),
    seconds: Math.ceil((ok ? burst - tokens : 1 - tokens) / perSecond),
  });

  return {
    policy,
    take(name, nowMs, part = 1) {
      const tokens = tokensNow(name, nowMs);
      if (tokens < part) return state(tokens, false);
      buckets.set(name, { tokens: tokens - part, atMs: nowMs });
      return state(tokens - part, true);
    },
    charge(name, count, nowMs) {
      buckets.set(name, { tokens: tokensNow(name, nowMs) - count, atMs: nowMs });
    },
    peek(name, nowMs) {
      const tokens = tokensNow(name, nowMs);
      return state(tokens, tokens >= 1);
    },
  };
}

/**
 * `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-10) of the limits that a call
 * counted against.
 */
export function rateLimitHeaders(
  limits: readonly (readonly [name: string, policy: BucketPolicy, state: BucketState])[],
): Readonly<Record<string, string>> {
  const policies = limits.map(
    ([name, { burst, perSecond }]) =>
      `"${name}";q=${burst};w=${Math.max(1, Math.ceil(burst / perSecond))}`,
  );
  const states = limits.map(
    ([name, , { remaining, seconds }]) => `"${name}";r=${remaining};t=${seconds}`,
  );
  return { 'ratelimit-policy': policies.join(', '), ratelimit: states.join(', ') };
}
