/** What is shown to be signed with our keys, compared with what we remember. */
import { type Address, equalBytes } from '@trellis/crypto';
import {
  proposalMessage,
  type SignedProposal,
  type SignedVote,
  voteMessage,
} from '@trellis/protocol';
import type { ChainView } from '../chain/chain.ts';
import { comparePositions, positionOf, type Signer } from '../ports/signer.ts';
import type { HeardAnswer } from './hellos.ts';
import type { ShownMessage } from './judge-memory.ts';

type Message = SignedProposal | SignedVote;

export interface ShownMessages {
  /** A message that came by itself; the latest of each of our keys is kept. */
  note(message: Message): void;
  /** Those that came by themselves. */
  noted(): readonly ShownMessage[];
  /** The latest that a peer shows. */
  latestIn(heard: HeardAnswer): ShownMessage | null;
}

export function createShownMessages(
  signer: Pick<Signer, 'addresses' | 'last'>,
  domainAt: ChainView['domainAt'],
): ShownMessages {
  const latest = new Map<Address, Message>();

  function toShown(message: Message): ShownMessage {
    const domain = domainAt(message.height);
    const bytes =
      'type' in message ? voteMessage(domain, message) : proposalMessage(domain, message);
    const { last } = signer;
    const contradictsMemory = last !== null && !equalBytes(bytes, last.message);
    return { ...positionOf(message), contradictsMemory };
  }

  return {
    note(message) {
      const position = positionOf(message);
      if (!signer.addresses.has(position.signer)) return;
      const known = latest.get(position.signer);
      if (known !== undefined && comparePositions(position, positionOf(known)) <= 0) return;
      latest.set(position.signer, message);
    },
    noted: () => [...latest.values()].map(toShown),
    latestIn: ({ answer }) =>
      answer.latest
        .map((one) => toShown(one.type === 'vote' ? one.vote : one.proposal))
        .reduce<ShownMessage | null>(
          (best, one) => (best === null || comparePositions(one, best) > 0 ? one : best),
          null,
        ),
  };
}
