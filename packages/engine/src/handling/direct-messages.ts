/** Validates what a peer sends to this node alone. What no honest node sends costs it its connection. */
import { decode, nextHeight, type SignedProposal, type SignedVote } from '@trellis/protocol';
import type { MessageChecks } from '../messages/message-checks.ts';
import { type DirectMessage, directMessageCodec } from '../messages/messages.ts';
import type { Position } from '../peers/peer-liveness.ts';
import type { PeerName } from '../ports/transport.ts';
import type { EvidencePool } from '../proposing/evidence-pool.ts';
import type { PeerNews } from './peer-news.ts';

export interface DirectMessageParts {
  readonly checks: Omit<MessageChecks, 'newHeight'>;
  /** Verified messages, of the next height or the one after. */
  onProposal(proposal: SignedProposal, from: PeerName): void;
  onVote(vote: SignedVote): void;
  readonly evidence: Pick<EvidencePool, 'take'>;
  readonly peers: Pick<PeerNews, 'heard' | 'status'>;
  disconnect(peer: PeerName, reason: string): void;
}

/** Resolves when a message is dealt with. */
export type TakeDirectMessage = (from: PeerName, bytes: Uint8Array) => Promise<void>;

export function createDirectMessageHandler(parts: DirectMessageParts): TakeDirectMessage {
  return async (from, bytes) => {
    const decoded = decode(directMessageCodec, bytes);
    if (!decoded.ok) {
      return parts.disconnect(from, `malformed message: ${decoded.problem.message}`);
    }
    const message = decoded.value;
    if (message.type === 'evidence') return parts.evidence.take(message.evidence, from);
    parts.peers.heard(from, positionOf(message));
    switch (message.type) {
      case 'vote':
        return takeVote(parts, message.vote, from);
      case 'proposal':
        return takeProposal(parts, message.proposal, from);
      case 'status':
        return parts.peers.status(message, from);
    }
  };
}

async function takeProposal(
  { checks, onProposal, disconnect }: DirectMessageParts,
  proposal: SignedProposal,
  from: PeerName,
): Promise<void> {
  if (!checks.isCurrent(proposal.height)) return;
  if (await checks.isGenuineProposal(proposal)) return onProposal(proposal, from);
  disconnect(from, 'a proposal with a bad signature or of a wrong proposer');
}

async function takeVote(
  { checks, onVote, disconnect }: DirectMessageParts,
  vote: SignedVote,
  from: PeerName,
): Promise<void> {
  if (!checks.isCurrent(vote.height)) return;
  switch (await checks.checkVote(vote)) {
    case 'genuine':
      return onVote(vote);
    case 'seen before':
      return;
    case 'not of a validator':
      return disconnect(from, 'a vote of somebody who is not a validator');
    case 'bad signature':
      return disconnect(from, 'a vote with a bad signature');
  }
}

/** Where the sender of a message is. */
function positionOf(message: Exclude<DirectMessage, { type: 'evidence' }>): Position {
  switch (message.type) {
    case 'vote':
      return message.vote;
    case 'proposal':
      return message.proposal;
    case 'status': {
      const { finalHeight, roundState } = message;
      const height = nextHeight(finalHeight);
      return { height, round: roundState.height === height ? roundState.round : 0 };
    }
  }
}
