/**
 * Judges everything that peers send, cheapest check first, signature last. `reject` is for what no
 * honest node passes on, and costs the sender its connection; `ignore` for what came too early, too
 * late or twice.
 */
import type { Address } from '@trellis/crypto';
import {
  blockId,
  decode,
  type Evidence,
  findValidator,
  type Height,
  nextHeight,
  proposalClaim,
  proposerAt,
  type SignedProposal,
  type SignedVote,
  voteClaim,
} from '@trellis/protocol';
import type { Admission } from './admission.ts';
import { type Candidates, isCompleteCompact } from './candidates.ts';
import type { ChainView } from './chain.ts';
import {
  type DirectMessage,
  directMessageCodec,
  type FinalBlockMessage,
  finalBlockMessageCodec,
  proposalMessageCodec,
  type StatusMessage,
  transactionBatchCodec,
} from './messages.ts';
import type { PeerName, Topic, Verdict } from './ports/transport.ts';
import type { Verifier } from './ports/verifier.ts';
import type { Position } from './presence.ts';

export interface InboundParts {
  readonly chain: Pick<ChainView, 'genesis' | 'head' | 'validatorsAt'>;
  readonly candidates: Pick<Candidates, 'noteCompact'>;
  readonly verifier: Verifier;
  readonly admission: Admission;
  /** Verified messages, of the next height or the one after. */
  onProposal(proposal: SignedProposal, from: PeerName): void;
  onVote(vote: SignedVote): void;
  onEvidence(evidence: Evidence, from: PeerName): Promise<void>;
  onStatus(status: StatusMessage, from: PeerName): void;
  /** A peer sent us something of this height and round; it need not be its own. */
  onHeard(from: PeerName, position: Position): void;
  /** A block that may be the next final one; `true` if it became so. */
  onFinalBlock(block: FinalBlockMessage, from: PeerName): Promise<boolean>;
  onTransactionsAdmitted(): void;
  disconnect(peer: PeerName, reason: string): void;
}

export interface Inbound {
  gossip(topic: Topic, from: PeerName, bytes: Uint8Array): Promise<Verdict>;
  direct(from: PeerName, bytes: Uint8Array): Promise<void>;
  /** Forgets which votes were seen: a new height began. */
  newHeight(): void;
}

/** Refusals that an honest node never passes on; the others depend on when one looks. */
const blameworthy: ReadonlySet<string> = new Set([
  'malformed',
  'too_large',
  'wrong_chain',
  'bad_signature',
  'witness_duplicate',
]);

/** Votes of a height whose signatures are remembered as verified. */
const seenVotesMax = 16_384;

export function createInbound(parts: InboundParts): Inbound {
  const { chain, candidates, verifier, admission } = parts;
  const seenVotes = new Set<string>();

  /** Consensus messages are of use for the next height, and kept for the one after. */
  function isCurrent(height: Height): boolean {
    const next = nextHeight(chain.head().header.height);
    return height === next || height === nextHeight(next);
  }

  async function verifiedProposal(proposal: SignedProposal): Promise<boolean> {
    const proposer = proposerAt(
      chain.validatorsAt(proposal.height),
      proposal.height,
      proposal.round,
    );
    if (proposer.address !== proposal.proposer) return false;
    const claim = proposalClaim(chain.genesis.chainId, proposal, proposer);
    return verifier.verify(claim, 'consensus');
  }

  async function transactions(bytes: Uint8Array): Promise<Verdict> {
    const batch = decode(transactionBatchCodec, bytes);
    if (!batch.ok) return 'reject';
    const results = await Promise.all(batch.value.map((encoded) => admission.admit(encoded)));
    if (results.some((result) => !result.ok && blameworthy.has(result.refusal))) return 'reject';
    if (!results.some((result) => result.ok && result.isNew)) return 'ignore';
    parts.onTransactionsAdmitted();
    return 'accept';
  }

  async function proposal(from: PeerName, bytes: Uint8Array): Promise<Verdict> {
    const message = decode(proposalMessageCodec, bytes);
    if (!message.ok) return 'reject';
    const { proposal: signed, block } = message.value;
    if (!isCurrent(signed.height)) return 'ignore';
    const { header } = block;
    if (header.height !== signed.height || blockId(header) !== signed.blockId) return 'reject';
    if (!isCompleteCompact(block)) return 'reject';
    if (!(await verifiedProposal(signed))) return 'reject';
    candidates.noteCompact(block);
    parts.onProposal(signed, from);
    return 'accept';
  }

  async function finalBlock(from: PeerName, bytes: Uint8Array): Promise<Verdict> {
    const message = decode(finalBlockMessageCodec, bytes);
    if (!message.ok) return 'reject';
    const { header } = message.value.block;
    const head = chain.head();
    if (header.height === head.header.height && blockId(header) === head.blockId) return 'accept';
    if (header.height !== nextHeight(head.header.height)) return 'ignore';
    if (!isCompleteCompact(message.value.block)) return 'reject';
    return (await parts.onFinalBlock(message.value, from)) ? 'accept' : 'ignore';
  }

  async function vote(signed: SignedVote, from: PeerName): Promise<void> {
    if (!isCurrent(signed.height)) return;
    const validator = findValidator(chain.validatorsAt(signed.height), signed.validator);
    if (validator === undefined) {
      return parts.disconnect(from, 'a vote of somebody who is not a validator');
    }
    const key = voteKey(signed);
    if (seenVotes.has(key)) return;
    const claim = voteClaim(chain.genesis.chainId, signed, validator);
    if (!(await verifier.verify(claim, 'consensus'))) {
      return parts.disconnect(from, 'a vote with a bad signature');
    }
    if (seenVotes.size < seenVotesMax) seenVotes.add(key);
    parts.onVote(signed);
  }

  async function direct(message: DirectMessage, from: PeerName): Promise<void> {
    if (message.type === 'evidence') return parts.onEvidence(message.evidence, from);
    parts.onHeard(from, positionOf(message));
    switch (message.type) {
      case 'vote':
        return vote(message.vote, from);
      case 'proposal': {
        const { proposal: signed } = message;
        if (!isCurrent(signed.height)) return;
        if (await verifiedProposal(signed)) return parts.onProposal(signed, from);
        return parts.disconnect(from, 'a proposal with a bad signature or of a wrong proposer');
      }
      case 'status':
        return parts.onStatus(message, from);
    }
  }

  return {
    gossip(topic, from, bytes) {
      switch (topic) {
        case 'transactions':
          return transactions(bytes);
        case 'proposals':
          return proposal(from, bytes);
        case 'blocks':
          return finalBlock(from, bytes);
      }
    },
    async direct(from, bytes) {
      const message = decode(directMessageCodec, bytes);
      if (!message.ok) {
        return parts.disconnect(from, `malformed message: ${message.problem.message}`);
      }
      await direct(message.value, from);
    },
    newHeight: () => seenVotes.clear(),
  };
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

function voteKey({ type, height, round, validator, blockId: id }: SignedVote): string {
  return `${type} ${height} ${round} ${validator satisfies Address} ${id}`;
}
