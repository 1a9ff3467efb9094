/** What is known of a request so far. */
import type { Principal } from '../credentials/principal.ts';
import type { Cost } from '../http/meter.ts';
import type { SignedRequest } from './administrators.ts';
import type { BucketState, RateLimiter } from './token-bucket.ts';

export interface Visit {
  readonly address: string;
  principal: Principal;
  /** The id of a key that was presented rightly, also when it was refused. */
  who: string;
  /** The limits that it counted against. */
  readonly counted: [name: string, limiter: RateLimiter, state: BucketState][];
  /** Who administers by it, where a signature was asked for. */
  signed: SignedRequest | null;
  /** What it cost so far. */
  readonly cost: Cost;
  /** Takes what it costs beyond one call from whom it is counted for; nothing before it was counted. */
  charge: () => void;
}
