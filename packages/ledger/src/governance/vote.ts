/** Voting on an open proposal. */
import { type OperationOf, proposalKey, type Status } from '@trellis/protocol';
import type { BlockContext } from '../state/block-context.ts';
import type { Draft } from '../state/state.ts';
import { tally } from './tally.ts';

export function vote(
  state: Draft,
  context: BlockContext,
  { source, proposal: number, choice }: OperationOf<'vote'>,
): Status {
  const proposal = state.get(proposalKey(number));
  if (proposal === undefined) return 'unknown_proposal';
  if (proposal.outcome.type !== 'open') return 'proposal_closed';
  if (context.height > proposal.expiresAt) return 'proposal_expired';
  const mine = { operator: source, choice };
  const voted = proposal.votes.some(({ operator }) => operator === source);
  const votes = voted
    ? proposal.votes.map((one) => (one.operator === source ? mine : one))
    : [...proposal.votes, mine];
  state.set(proposalKey(number), tally(state, context, { ...proposal, votes }));
  return 'success';
}
