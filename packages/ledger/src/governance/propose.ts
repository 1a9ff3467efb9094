/** Putting actions to the vote. */
import {
  limits,
  type OperationOf,
  type ProposalRecord,
  type Status,
  stateKey,
} from '@trellis/protocol';
import type { BlockContext } from '../state/block-context.ts';
import type { Overlay } from '../state/state.ts';
import { tally } from './tally.ts';

export function propose(
  state: Overlay,
  { source, actions, expiresAt }: OperationOf<'propose'>,
  context: BlockContext,
): Status {
  const { height } = context;
  if (expiresAt <= height || expiresAt > height + BigInt(limits.proposalBlocksMax)) {
    return 'invalid_expiry';
  }
  const number = (state.get(stateKey.counter('proposal'))?.count ?? 0) + 1;
  state.set(stateKey.counter('proposal'), { count: number });
  const proposal: ProposalRecord = {
    number,
    proposer: source,
    actions,
    expiresAt,
    votes: [{ operator: source, choice: 'approve' }],
    outcome: { type: 'open', since: height },
  };
  state.set(stateKey.proposal(number), tally(state, context, proposal));
  return 'success';
}
