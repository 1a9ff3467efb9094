/**
 * The durable part of signing: the last message signed, kept with its signature. A node that
 * restarts gets the same signature again, or none.
 */
import type { Proposal, SignedProposal, SignedVote, Vote } from '@trellis/protocol';
import { proposalContent, type SignatureBook, voteContent } from './signature-book.ts';

export interface Signer {
  /** `null`: refused, as another message was signed there, or a later one. */
  signVote(vote: Vote): SignedVote | null;
  signProposal(proposal: Proposal): SignedProposal | null;
}

/** Height, round, and order of what is signed in a round. */
type Position = readonly [bigint, number, number];

const ranks = { proposal: 0, prevote: 1, precommit: 2 } as const;

export function createSigner(book: SignatureBook): Signer {
  let last: {
    readonly position: Position;
    readonly content: string;
    readonly vote: SignedVote | null;
    readonly proposal: SignedProposal | null;
  } = { position: [0n, 0, 0], content: '', vote: null, proposal: null };

  /** Negative: before the last one, or another message at the same place. */
  function order(position: Position, content: string): number {
    const order = compare(position, last.position);
    return order === 0 && content !== last.content ? -1 : order;
  }

  return {
    signVote(vote) {
      const position = [vote.height, vote.round, ranks[vote.type]] as const;
      const content = voteContent(vote);
      if (order(position, content) === 0) return last.vote;
      if (order(position, content) < 0) return null;
      const signed = book.signVote(vote);
      last = { position, content, vote: signed, proposal: null };
      return signed;
    },
    signProposal(proposal) {
      const position = [proposal.height, proposal.round, ranks.proposal] as const;
      const content = proposalContent(proposal);
      if (order(position, content) === 0) return last.proposal;
      if (order(position, content) < 0) return null;
      const signed = book.signProposal(proposal);
      last = { position, content, vote: null, proposal: signed };
      return signed;
    },
  };
}

/** A signer without memory: what `signer.ts` exists to prevent. */
export function createForgetfulSigner(book: SignatureBook): Signer {
  return { signVote: book.signVote, signProposal: book.signProposal };
}

function compare(a: Position, b: Position): number {
  for (const index of [0, 1, 2] as const) {
    if (a[index] !== b[index]) return a[index] < b[index] ? -1 : 1;
  }
  return 0;
}
