/** Voting on an open proposal. */
import { type OperationOf, type Status, stateKey } from '@trellis/protocol';
import type { BlockContext } from '../state/block-context.ts';
import type { Overlay } from '../state/state.ts';
import { tally } from './tally.ts';

export function vote(
  state: Overlay,
  { source, proposal: number, choice }: OperationOf<'vote'>,
  context: BlockContext,
): Status {
  const proposal = state.get(stateKey.proposal(number));
  if (proposal === undefined) return 'unknown_proposal';
  if (proposal.outcome.type !== 'open') return 'proposal_closed';
  if (context.height > proposal.expiresAt) return 'proposal_expired';
  const mine = { operator: source, choice };
  const voted = proposal.votes.some(({ operator }) => operator === source);
  const votes = voted
    ? proposal.votes.map((one) => (one.operator === source ? mine : one))
    : [...proposal.votes, mine];
  state.set(stateKey.proposal(number), tally(state, context, { ...proposal, votes }));
  return 'success';
}
