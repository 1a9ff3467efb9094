import { describe, expect, it } from 'vitest';
import { createRateLimiter, rateLimitHeaders } from './token-bucket.ts';

describe('a rate limit', () => {
  const policy = { perSecond: 2, burst: 3 };

  it('lets a burst through, then as many as come back', () => {
    const limiter = createRateLimiter(policy);
    const at = (ms: number) => limiter.take('a', ms).ok;
    expect([at(0), at(0), at(0), at(0)]).toEqual([true, true, true, false]);
    expect([at(499), at(500), at(500)]).toEqual([false, true, false]);
    expect(limiter.take('b', 500).ok).toBe(true);
  });

  it('says when to try again, and never holds more than a burst', () => {
    const limiter = createRateLimiter(policy);
    for (let count = 0; count < 3; count += 1) limiter.take('a', 0);
    expect(limiter.take('a', 0)).toEqual({ ok: false, remaining: 0, seconds: 1 });
    expect(limiter.peek('a', 1_000_000)).toEqual({ ok: true, remaining: 3, seconds: 0 });
  });

  it('may be owed by a call that turned out to be large', () => {
    const limiter = createRateLimiter(policy);
    limiter.take('a', 0);
    limiter.charge('a', 10, 0);
    expect(limiter.take('a', 0)).toEqual({ ok: false, remaining: 0, seconds: 5 });
    expect(limiter.take('a', 4_500).ok).toBe(true);
  });

  it('is not loosened by a clock that goes back', () => {
    const limiter = createRateLimiter(policy);
    for (let count = 0; count < 3; count += 1) limiter.take('a', 10_000);
    expect(limiter.take('a', 0).ok).toBe(false);
  });

  it('remembers a bounded number of callers', () => {
    const limiter = createRateLimiter({ perSecond: 1, burst: 1 });
    expect(limiter.take('first', 0).ok).toBe(true);
    for (let count = 0; count < 20_000; count += 1) limiter.take(`${count}`, 0);
    expect(limiter.take('19999', 0).ok).toBe(false);
    expect(limiter.take('first', 0).ok).toBe(true);
  });

  it('tells itself in the standard headers', () => {
    const state = { ok: true, remaining: 7, seconds: 2 };
    expect(rateLimitHeaders([['address', { perSecond: 4, burst: 10 }, state]])).toEqual({
      'ratelimit-policy': '"address";q=10;w=3',
      ratelimit: '"address";r=7;t=2',
    });
  });
});
