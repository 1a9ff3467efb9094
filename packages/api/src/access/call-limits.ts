/**
 * How often an address and a key may call, and how often an address may present a wrong credential. A call that is
 * large or takes long counts as several. Callers without a key share what they have; those with one do not depend on
 * what others do, also not on those of the same address without one.
 */
import type { HttpConfig } from '../config/http-config.ts';
import { addressGroup } from '../config/network.ts';
import type { Principal } from '../credentials/principal.ts';
import { ApiError, accessError } from '../http/problem.ts';
import { type BucketState, createRateLimiter, type RateLimiter } from './token-bucket.ts';
import type { Visit } from './visit.ts';

export interface CallLimits {
  /** Counts a call of nobody who is known. Throws `ApiError` 429. */
  countKeyless(visit: Visit): void;
  /** Counts a call by its key and its address. Throws `ApiError` 429. */
  countKey(visit: Visit, principal: Principal): void;
  /** What a wrong credential is answered with; it counts. */
  wrongCredential(visit: Visit): ApiError;
  /** Whether the address may present wrong credentials yet. */
  mayGuess(visit: Visit): boolean;
}

/** What one call has; one that takes more counts as so many. */
const callBytes = 16 * 1024;
const callCpuMs = 2;

/** Of all callers without a key together, a call that takes next to nothing counts as this much of one. */
const sharedCallMin = 0.1;

/** Takes some from one bucket. */
interface Account {
  readonly limiter: RateLimiter;
  readonly bucket: string;
  /** What the least call takes. */
  readonly least: number;
}

export function createCallLimits(limits: HttpConfig['limits'], now: () => number): CallLimits {
  const perAddress = createRateLimiter(limits.perAddress);
  const perAddressWithKey = createRateLimiter(limits.perAddress);
  const perKey = createRateLimiter(limits.perKey);
  // As much as one address has by itself: whoever has many gets no more of the node.
  const keyless = createRateLimiter(limits.perAddress);
  const failures = createRateLimiter({
    perSecond: limits.failuresPerMinute / 60,
    burst: limits.failuresPerMinute,
  });

  function take(visit: Visit, name: string, { limiter, bucket, least }: Account): void {
    const state = limiter.take(bucket, now(), least);
    visit.counted.push([name, limiter, state]);
    if (!state.ok)
      throw tooMany(`the limit of ${subjects[name] ?? `this ${name}`} is reached`, state);
  }

  /** Takes the first of a call from each, and has later costs taken from all of them. */
  function count(visit: Visit, accounts: Readonly<Record<string, Account>>): void {
    for (const [name, account] of Object.entries(accounts)) take(visit, name, account);
    const taken = Object.values(accounts).map((account) => ({ ...account, cost: account.least }));
    visit.charge = () => {
      for (const one of taken) {
        const cost = costOf(visit.cost, one.least);
        if (cost <= one.cost) continue;
        one.limiter.charge(one.bucket, cost - one.cost, now());
        one.cost = cost;
      }
    };
    visit.charge();
  }

  return {
    countKeyless(visit) {
      const group = addressGroup(visit.address);
      count(visit, {
        address: { limiter: perAddress, bucket: group, least: 1 },
        anonymous: { limiter: keyless, bucket: '', least: sharedCallMin },
      });
    },
    countKey(visit, principal) {
      const group = addressGroup(visit.address);
      count(visit, {
        address: { limiter: perAddressWithKey, bucket: group, least: 1 },
        key: { limiter: perKey, bucket: bucketOf(principal), least: 1 },
      });
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

const subjects: Readonly<Record<string, string>> = {
  anonymous: 'all callers without a key together',
};

/** Calls that the costs so far amount to. */
function costOf({ calls, bytes, cpuMs }: Visit['cost'], least: number): number {
  return Math.max(least * calls, bytes / callBytes, cpuMs / callCpuMs);
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
