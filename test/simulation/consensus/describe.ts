/** Inputs and effects as words, for the trace. */
import type { Effect, Input } from '@trellis/consensus';
import type { ValidatorSet } from '@trellis/protocol';

export function describeInput(input: Input, validators: ValidatorSet): string {
  switch (input.type) {
    case 'startHeight':
      return `startHeight ${input.height}`;
    case 'proposal': {
      const { height, round, blockId, validRound } = input.proposal;
      return `proposal ${height}/${round} ${blockId} validRound ${validRound}`;
    }
    case 'vote': {
      const { type, height, round, blockId, validator } = input.vote;
      return `${type} ${height}/${round} ${blockId ?? 'nil'} by n${validators.indexOf.get(validator)}`;
    }
    case 'blockBuilt':
      return `blockBuilt ${input.height}/${input.round} ${input.blockId}`;
    case 'proposalChecked': {
      const { height, round, blockId, valid, timely } = input;
      const result = `${valid ? 'valid' : 'invalid'}, ${timely ? 'timely' : 'untimely'}`;
      return `checked ${height}/${round} ${blockId}: ${result}`;
    }
    case 'timeout':
      return `timeout ${input.height}/${input.round} ${input.step}`;
  }
}

export function describeEffect(effect: Effect, validators: ValidatorSet): string {
  switch (effect.type) {
    case 'buildBlock':
      return `buildBlock ${effect.height}/${effect.round}`;
    case 'checkProposal':
      return `checkProposal ${effect.proposal.height}/${effect.proposal.round} ${effect.proposal.blockId}`;
    case 'wantBlock':
    case 'safetyViolation':
      return `${effect.type} ${effect.height}/${effect.round} ${effect.blockId}`;
    case 'signProposal': {
      const { height, round, blockId, validRound } = effect.proposal;
      return `sign proposal ${height}/${round} ${blockId} validRound ${validRound}`;
    }
    case 'signVote': {
      const { type, height, round, blockId } = effect.vote;
      return `sign ${type} ${height}/${round} ${blockId ?? 'nil'}`;
    }
    case 'scheduleTimeout':
      return `timer ${effect.height}/${effect.round} ${effect.step} ${effect.durationMs} ms`;
    case 'decide':
      return `decide ${effect.certificate.height}/${effect.certificate.round} ${effect.certificate.blockId}`;
    case 'evidence': {
      const { first, second } = effect;
      const signer = 'type' in first ? first.validator : first.proposer;
      const what = 'type' in first ? first.type : 'proposal';
      const blocks = `${first.blockId ?? 'nil'} and ${second.blockId ?? 'nil'}`;
      return `evidence ${what} ${first.height}/${first.round} n${validators.indexOf.get(signer)}: ${blocks}`;
    }
  }
}
