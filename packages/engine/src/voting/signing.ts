/** Signing and sending what the consensus machine asks for. Nothing signed leaves before the log is on disk. */
import type { Effect } from '@trellis/consensus';
import type { SignedProposal, SignedVote, Vote } from '@trellis/protocol';
import type { ConsensusMessage } from '../messages/messages.ts';
import type { Logger } from '../ports/logger.ts';
import type { Signer } from '../ports/signer.ts';
import type { WriteAheadLog } from '../ports/wal.ts';

type SignEffect = Extract<Effect, { type: 'signProposal' | 'signVote' }>;

/** Signs, logs and sends; resolves with what was sent, or with `null` when it can't be signed. */
export type Sign = (effect: SignEffect) => Promise<ConsensusMessage | null>;

export function createSigning(parts: {
  readonly wal: Pick<WriteAheadLog, 'append' | 'sync'>;
  readonly signer: Signer | null;
  /** The prevotes that allow a vote. */
  readonly polkaFor: (vote: Vote) => readonly SignedVote[];
  /** Told of what was signed before anybody else can hear of it. */
  readonly signed: (own: SignedProposal | SignedVote) => void;
  readonly send: (own: ConsensusMessage) => void;
  readonly logger: Logger;
}): Sign {
  const { wal, signer, send, logger } = parts;
  return async (effect) => {
    // What led to a signature is on disk before the signature is: else a crash between the two would
    // leave one that the log can't explain, and the height would have to be sat out.
    await wal.sync();
    const own = signer === null ? null : await signed(effect, signer, parts.polkaFor);
    if (own === null) {
      const { what, height, round } = positionOf(effect);
      logger.warn({ height, round, what }, 'not signed: this position was used before');
      return null;
    }
    parts.signed(own.type === 'vote' ? own.vote : own.proposal);
    wal.append(own);
    await wal.sync();
    send(own);
    return own;
  };
}

async function signed(
  effect: SignEffect,
  signer: Signer,
  polkaFor: (vote: Vote) => readonly SignedVote[],
): Promise<ConsensusMessage | null> {
  if (effect.type === 'signProposal') {
    const proposal = await signer.signProposal(effect.proposal);
    return proposal && { type: 'proposal', proposal };
  }
  const vote = await signer.signVote(effect.vote, polkaFor(effect.vote));
  return vote && { type: 'vote', vote };
}

function positionOf(effect: SignEffect) {
  return effect.type === 'signProposal'
    ? { ...effect.proposal, what: 'proposal' }
    : { ...effect.vote, what: effect.vote.type };
}
