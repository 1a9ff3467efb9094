/** How a proposal stands after a vote, and carrying it out when it passes. */
import { isQuorum, type ProposalRecord, validatorSetAt } from '@trellis/protocol';
import type { BlockContext } from '../state/block-context.ts';
import { validatorSchedule, votingPower } from '../state/registry.ts';
import { createOverlay, keepChanges, type Overlay, type RecordKind } from '../state/state.ts';
import { applyAction } from './apply-action.ts';

/**
 * The proposal with its outcome; its actions are done if it passes. Only the power of this height
 * counts: a vote of somebody who is no validator any more has none. A third of the power against it
 * ends it, since the rest is not a quorum.
 */
export function tally(
  state: Overlay,
  context: BlockContext,
  proposal: ProposalRecord,
): ProposalRecord {
  const { height } = context;
  const set = validatorSetAt(validatorSchedule(state), height);
  const power = (choice: 'approve' | 'reject'): number =>
    proposal.votes
      .filter((one) => one.choice === choice)
      .reduce((sum, { operator }) => sum + votingPower(state, operator, height), 0);
  if (isQuorum(set, power('approve'))) {
    return { ...proposal, outcome: carryOut(state, context, proposal) };
  }
  if (!isQuorum(set, set.totalPower - power('reject'))) {
    return { ...proposal, outcome: { type: 'rejected', at: height } };
  }
  return proposal;
}

/** Does all actions or none. */
function carryOut(
  state: Overlay,
  context: BlockContext,
  { actions }: ProposalRecord,
): ProposalRecord['outcome'] {
  const overlay = createOverlay<RecordKind>(state);
  for (const [index, action] of actions.entries()) {
    const status = applyAction(overlay, action, context);
    if (status !== 'success') {
      return { type: 'failed', at: context.height, status, action: index };
    }
  }
  keepChanges(overlay, state);
  return { type: 'passed', at: context.height };
}
