/** How often an address and a key may call, and how often an address may present a wrong credential. */
import type { HttpConfig } from '../config/http-config.ts';
import { addressGroup } from '../config/network.ts';
import type { Principal } from '../credentials/principal.ts';
import { ApiError, accessError } from '../http/problem.ts';
import { type BucketState, createRateLimiter, type RateLimiter } from './token-bucket.ts';
import type { Visit } from './visit.ts';

export interface CallLimits {
  /** Throws `ApiError` 429. */
  countAddress(visit: Visit): void;
  /** Nothing for whoever has no key. Throws `ApiError` 429. */
  countKey(visit: Visit, principal: Principal): void;
  /** Counts a call as many. */
  charge(visit: Visit, count: number): void;
  /** What a wrong credential is answered with; it counts. */
  wrongCredential(visit: Visit): ApiError;
  /** Whether the address may present wrong credentials yet. */
  mayGuess(visit: Visit): boolean;
}

export function createCallLimits(limits: HttpConfig['limits'], now: () => number): CallLimits {
  const perAddress = createRateLimiter(limits.perAddress);
  const perKey = createRateLimiter(limits.perKey);
  const failures = createRateLimiter({
    perSecond: limits.failuresPerMinute / 60,
    burst: limits.failuresPerMinute,
  });

  function count(visit: Visit, name: string, limiter: RateLimiter, bucket: string): void {
    const state = limiter.take(bucket, now());
    visit.counted.push([name, limiter, state]);
    if (!state.ok) throw tooMany(`the limit of this ${name} is reached`, state);
  }

  return {
    countAddress: (visit) => count(visit, 'address', perAddress, addressGroup(visit.address)),
    countKey(visit, principal) {
      if (principal.type !== 'anonymous') count(visit, 'key', perKey, bucketOf(principal));
    },
    charge({ address, principal }, count) {
      perAddress.charge(addressGroup(address), count, now());
      if (principal.type !== 'anonymous') perKey.charge(bucketOf(principal), count, now());
    },
    // Wrong ones are few where nobody guesses; whoever is beyond that waits, without the right ones of others waiting.
    wrongCredential({ address }) {
      const state = failures.take(addressGroup(address), now());
      if (state.ok) return accessError('invalid_credential');
      return tooMany('too many wrong credentials came from this address', state);
    },
    mayGuess: ({ address }) => failures.peek(addressGroup(address), now()).ok,
  };
}

/** A key and its tokens count together; a subject of another issuer may have any name. */
function bucketOf({ type, id }: Principal): string {
  return type === 'issuer' ? `issuer ${id}` : id;
}

function tooMany(why: string, { seconds }: BucketState): ApiError {
  const detail = `${why}; try again in ${seconds} s`;
  return new ApiError('rate_limited', detail, {
    headers: { 'retry-after': `${Math.max(1, seconds)}` },
  });
}
