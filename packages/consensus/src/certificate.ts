/** The commit certificate of a decision, from the precommits held. */
import type { Hash } from '@trellis/crypto';
import {
  type CommitCertificate,
  type CommitSignature,
  type Height,
  isQuorum,
  type Round,
} from '@trellis/protocol';
import { type HeightState, recordOf } from './state.ts';
import { votesFor } from './vote-tally.ts';

/**
 * The fewest signatures that make a quorum, in order of validator index: a signature takes thousands
 * of bytes and is stored, sent and verified with every block. The most powerful voters come first;
 * equal powers go by index. Needs a quorum of precommits for the block in that round.
 */
export function commitCertificate(
  state: HeightState,
  at: { readonly height: Height; readonly round: Round; readonly blockId: Hash },
): CommitCertificate {
  const { validators } = state;
  const votes = votesFor(recordOf(state, at.round).precommits, at.blockId);
  const byPower = [...validators.validators.entries()].sort(([, a], [, b]) => b.power - a.power);
  const signatures: CommitSignature[] = [];
  let power = 0;
  for (const [validatorIndex, validator] of byPower) {
    const vote = votes[validatorIndex];
    if (vote === undefined || vote === null || isQuorum(validators, power)) continue;
    signatures.push({ validatorIndex, signature: vote.signature });
    power += validator.power;
  }
  signatures.sort((a, b) => a.validatorIndex - b.validatorIndex);
  return { height: at.height, round: at.round, blockId: at.blockId, signatures };
}
