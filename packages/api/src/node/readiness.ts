/** Whether a node should be sent requests now. Pure. */

import type { StallFacts } from '@trellis/engine';
import type { ReadyResponse, UnreadyReason } from '@trellis/protocol/http-api';

/** A block that others have just made final is on its way; this many are not. */
const behindMax = 2n;

type ReadinessFacts = Pick<
  StallFacts,
  'head' | 'highestPeer' | 'isCatchingUp' | 'peers' | 'diskFreeBytes'
>;

/** What keeps a node from being ready. A disk that doesn't tell its room is no reason. */
export function readiness(facts: ReadinessFacts, diskBytesMin: number): ReadyResponse {
  const { head, highestPeer, isCatchingUp, peers, diskFreeBytes } = facts;
  const reasons: UnreadyReason[] = [];
  if (isCatchingUp || (highestPeer !== null && highestPeer > head + behindMax)) {
    reasons.push('catching_up');
  }
  if (peers.known > 0 && peers.connected === 0) reasons.push('no_peers');
  if (diskFreeBytes !== null && diskFreeBytes < diskBytesMin) reasons.push('disk_full');
  return { status: reasons.length === 0 ? 'ready' : 'unready', reasons };
}
