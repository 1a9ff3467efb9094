/** What simulated nodes send each other. */

import type { RoundState } from '@trellis/consensus';
import type { Hash } from '@trellis/crypto';
import type { CommitCertificate, Height, SignedProposal, SignedVote } from '@trellis/protocol';

export type Message =
  /** `withBlock`: whether the receiver can rebuild the block at once, or has to fetch it. */
  | { readonly kind: 'proposal'; readonly proposal: SignedProposal; readonly withBlock: boolean }
  | { readonly kind: 'vote'; readonly vote: SignedVote }
  | { readonly kind: 'roundState'; readonly roundState: RoundState; readonly decided: number }
  | { readonly kind: 'blockRequest'; readonly blockId: Hash }
  | { readonly kind: 'block'; readonly blockId: Hash }
  | { readonly kind: 'decided'; readonly blocks: readonly DecidedBlock[] };

/** What a node keeps of a height forever, and sends to whoever lags. */
export interface DecidedBlock {
  readonly height: Height;
  readonly blockId: Hash;
  readonly certificate: CommitCertificate;
}

/** One line for the trace. */
export function describeMessage(message: Message): string {
  switch (message.kind) {
    case 'proposal': {
      const { height, round, blockId, validRound } = message.proposal;
      return `proposal ${height}/${round} ${blockId} validRound ${validRound}`;
    }
    case 'vote': {
      const { type, height, round, blockId } = message.vote;
      return `${type} ${height}/${round} ${blockId ?? 'nil'}`;
    }
    case 'roundState': {
      const { height, round, step } = message.roundState;
      return `roundState ${height}/${round} ${step}, ${message.decided} decided`;
    }
    case 'blockRequest':
      return `blockRequest ${message.blockId}`;
    case 'block':
      return `block ${message.blockId}`;
    case 'decided':
      return `decided ${message.blocks.map(({ blockId }) => blockId).join(' ')}`;
  }
}
