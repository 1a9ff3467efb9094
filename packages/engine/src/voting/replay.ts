/** After a restart: tells the machine again what the write-ahead log says it was told. */
import { type ConsensusState, type Effect, type Input, step } from '@trellis/consensus';

/**
 * Brings the machine to where it was. `openEffects` are those that were asked for and that no later
 * input answers: they may or may not have been carried out, and are safe to carry out again.
 */
export function replay(
  initial: ConsensusState,
  inputs: readonly Input[],
): { readonly state: ConsensusState; readonly openEffects: readonly Effect[] } {
  let state = initial;
  let open: Effect[] = [];
  for (const input of inputs) {
    open = open.filter((effect) => !answers(input, effect));
    const result = step(state, input);
    state = result.state;
    open.push(...result.effects);
  }
  return { state, openEffects: open };
}

/** Whether an input is what an effect asked for. */
function answers(input: Input, effect: Effect): boolean {
  switch (effect.type) {
    case 'buildBlock':
      return input.type === 'blockBuilt' && input.round === effect.round;
    case 'checkProposal':
      return (
        input.type === 'proposalChecked' &&
        input.round === effect.proposal.round &&
        input.blockId === effect.proposal.blockId
      );
    case 'wantBlock':
      return input.type === 'proposalChecked' && input.blockId === effect.blockId;
    case 'signProposal':
      return (
        input.type === 'proposal' &&
        input.proposal.proposer === effect.proposal.proposer &&
        input.proposal.round === effect.proposal.round
      );
    case 'signVote':
      return (
        input.type === 'vote' &&
        input.vote.validator === effect.vote.validator &&
        input.vote.type === effect.vote.type &&
        input.vote.round === effect.vote.round
      );
    case 'scheduleTimeout':
      return input.type === 'timeout' && input.step === effect.step && input.round === effect.round;
    case 'decide':
    case 'safetyViolation':
      return false;
    case 'evidence':
      // Recorded again rather than lost; the record knows pairs it has.
      return false;
  }
}
