/** Whether proposals and votes are what validators signed: cheapest check first, signature last and once. */
import {
  findValidator,
  type Height,
  nextHeight,
  proposalClaim,
  proposerAt,
  type SignedProposal,
  type SignedVote,
  voteClaim,
} from '@trellis/protocol';
import type { ChainView } from '../chain/chain.ts';
import type { Verifier } from '../ports/verifier.ts';

export interface MessageChecks {
  /** Whether messages of this height are of use: of the next one, and kept for the one after. */
  isCurrent(height: Height): boolean;
  /** Whether the proposer of its round signed this. */
  isGenuineProposal(proposal: SignedProposal): Promise<boolean>;
  checkVote(vote: SignedVote): Promise<VoteCheck>;
  /** Forgets which votes were seen: a new height began. */
  newHeight(): void;
}

type VoteCheck = 'genuine' | 'seen before' | 'not of a validator' | 'bad signature';

/** Votes of a height whose signatures are remembered as verified. */
const seenVotesMax = 16_384;

export function createMessageChecks(
  chain: Pick<ChainView, 'domainAt' | 'head' | 'validatorsAt'>,
  verifier: Verifier,
): MessageChecks {
  const seenVotes = new Set<string>();

  return {
    isCurrent(height) {
      const next = nextHeight(chain.head().header.height);
      return height === next || height === nextHeight(next);
    },
    async isGenuineProposal(proposal) {
      const { height, round } = proposal;
      const proposer = proposerAt(chain.validatorsAt(height), height, round);
      if (proposer.address !== proposal.proposer) return false;
      return verifier.verify(
        proposalClaim(chain.domainAt(height), proposal, proposer),
        'consensus',
      );
    },
    async checkVote(vote) {
      const validator = findValidator(chain.validatorsAt(vote.height), vote.validator);
      if (validator === undefined) return 'not of a validator';
      const key = voteKey(vote);
      if (seenVotes.has(key)) return 'seen before';
      const claim = voteClaim(chain.domainAt(vote.height), vote, validator);
      const genuine = await verifier.verify(claim, 'consensus');
      if (!genuine) return 'bad signature';
      if (seenVotes.size < seenVotesMax) seenVotes.add(key);
      return 'genuine';
    },
    newHeight: () => seenVotes.clear(),
  };
}

function voteKey({ type, height, round, validator, blockId }: SignedVote): string {
  return `${type} ${height} ${round} ${validator} ${blockId}`;
}
