/** `GET /health/live` and `GET /health/ready`: what load balancers and supervisors ask. */
import { open } from '../answer.ts';
import type { ValueOf } from '../codec.ts';
import { tag } from '../codec-basic.ts';
import { container, list } from '../codec-composite.ts';

const reasonNumbers = {
  /** It fetches blocks that others have already. */
  catching_up: 0,
  /** It knows of other nodes and is connected to none of them. */
  no_peers: 1,
  /** Its disk has too little room left to continue safely. */
  disk_full: 2,
} as const;

export type UnreadyReason = keyof typeof reasonNumbers;

export const liveResponseCodec = container({ status: open(tag({ live: 0 })) });

export const readyResponseCodec = container({
  status: open(tag({ ready: 0, unready: 1 })),
  /** Empty when it is ready. */
  reasons: list(open(tag<UnreadyReason>(reasonNumbers)), 8),
});

export type ReadyResponse = ValueOf<typeof readyResponseCodec>;
