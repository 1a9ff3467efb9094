/** What a validator precommitted last, as its log and its record of what it signed last say. Pure. */
import type { Address, Hash } from '@trellis/crypto';
import {
  type ChosenBlock,
  type Height,
  type SignedVote,
  type SigningDomain,
  votedIn,
} from '@trellis/protocol';
import type { LastSigned } from '@trellis/storage';

export type Precommit = ChosenBlock & { readonly round: number };

/** The last precommit after a height that was not nil, or `null`; `votes` are of any validators. */
export function lastPrecommit(
  memory: { readonly votes: readonly SignedVote[]; readonly lastSigned: LastSigned | null },
  own: ReadonlySet<Address>,
  { after, domain }: { readonly after: Height; readonly domain: SigningDomain },
): Precommit | null {
  const logged = memory.votes.filter(
    (vote) => vote.type === 'precommit' && own.has(vote.validator),
  );
  // A crash can come between the signature and the log.
  const signed =
    memory.lastSigned?.step === 'precommit'
      ? votedIn(domain, memory.lastSigned.message)
      : undefined;
  return [...logged, ...(signed === undefined ? [] : [signed])].reduce<Precommit | null>(
    (best, { height, round, blockId }) =>
      blockId === null || height <= after || !isLater({ height, round }, best)
        ? best
        : { height, round, blockId: blockId as Hash },
    null,
  );
}

function isLater(one: Pick<Precommit, 'height' | 'round'>, other: Precommit | null): boolean {
  if (other === null || one.height !== other.height) return one.height > (other?.height ?? -1n);
  return one.round > other.round;
}
