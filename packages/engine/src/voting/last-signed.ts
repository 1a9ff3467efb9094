/** Whether the write-ahead log and the signer's memory of what it signed last agree. */
import { createConsensus, type Effect, type Input, type Timeouts } from '@trellis/consensus';
import type { Height } from '@trellis/protocol';
import type { Signer, SigningPosition } from '../ports/signer.ts';
import { replay } from './replay.ts';

/**
 * Whether the log explains the last signature at this height, if there is one: it holds it, or it ends
 * with the machine asking for it (a crash came between the signature and the log). If not, a lock may
 * have been forgotten, and the height is sat out rather than guessed at.
 */
export function explainsLastSigned(
  inputs: readonly Input[],
  timeouts: Timeouts,
  signer: Signer,
  height: Height,
): boolean {
  const { last } = signer;
  if (last === null || last.height < height) return true;
  if (inputs.some((input) => isSame(last, positionOfInput(input, signer)))) return true;
  const { openEffects } = replay(createConsensus(timeouts), inputs);
  return openEffects.some((effect) => isSame(last, positionOfEffect(effect)));
}

function isSame(a: SigningPosition, b: SigningPosition | null): boolean {
  return b !== null && a.height === b.height && a.round === b.round && a.step === b.step;
}

/** Where we signed this input, if we did. */
function positionOfInput(input: Input, { addresses }: Signer): SigningPosition | null {
  if (input.type === 'vote' && addresses.has(input.vote.validator)) {
    const { height, round, type } = input.vote;
    return { height, round, step: type };
  }
  if (input.type === 'proposal' && addresses.has(input.proposal.proposer)) {
    const { height, round } = input.proposal;
    return { height, round, step: 'proposal' };
  }
  return null;
}

/** Where this effect asks us to sign. */
function positionOfEffect(effect: Effect): SigningPosition | null {
  if (effect.type === 'signVote') {
    const { height, round, type } = effect.vote;
    return { height, round, step: type };
  }
  if (effect.type === 'signProposal') {
    const { height, round } = effect.proposal;
    return { height, round, step: 'proposal' };
  }
  return null;
}
