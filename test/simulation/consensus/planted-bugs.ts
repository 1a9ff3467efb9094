/** Bugs that a simulator worth its name finds: each is planted in otherwise correct nodes. */
import type { ConsensusState, Effect, Input, StepResult } from '@trellis/consensus';
import { createValidatorSet, type SignedProposal, type SignedVote } from '@trellis/protocol';
import { type Plant, realMachine } from './cluster.ts';
import { withoutLock } from './forgetful.ts';
import { createForgetfulSigner } from './signer.ts';
import { createWriteAheadLog, type WriteAheadLog } from './write-ahead-log.ts';

export interface PlantedBug {
  readonly name: string;
  /** The invariants that may notice it first. */
  readonly noticedBy: readonly string[];
  readonly plant: Plant;
}

/** Each has to be found by one of so many seeds with four validators; most are by the first thirty. */
export const seedsToFind = 400;

export const plantedBugs: readonly PlantedBug[] = [
  {
    name: 'the lock is forgotten (L38)',
    noticedBy: ['agreement'],
    plant: { machine: withoutLock(realMachine) },
  },
  {
    name: 'a quorum of nil prevotes unlocks, as in the first Tendermint',
    noticedBy: ['agreement'],
    plant: plantStep(unlockedByNil),
  },
  {
    name: 'the valid block is forgotten (L42)',
    noticedBy: ['progress'],
    plant: plantStep(withoutValidBlock),
  },
  {
    name: 'a quorum is 2f instead of 2f + 1',
    noticedBy: ['certificate', 'agreement', 'progress'],
    plant: plantStep(smallQuorum),
  },
  {
    name: 'validators are counted instead of their power',
    noticedBy: ['certificate', 'agreement', 'progress'],
    plant: plantStep(equalPower),
  },
  {
    name: 'a vote that comes twice counts twice',
    noticedBy: ['certificate', 'evidence'],
    plant: plantStep(countedTwice),
  },
  {
    name: 'the log is not synced before a vote leaves',
    noticedBy: ['agreement', 'progress'],
    plant: { createLog: createUnsyncedLog },
  },
  {
    name: 'nothing is on disk before a vote leaves',
    noticedBy: ['double sign'],
    plant: { createSigner: createForgetfulSigner, createLog: createUnsyncedLog },
  },
  {
    name: 'a claimed validRound is believed without its prevotes (L28)',
    noticedBy: ['agreement', 'progress'],
    plant: plantStep(believedClaim),
  },
  {
    name: 'the proposal is precommitted without a quorum of prevotes (L36)',
    noticedBy: ['agreement'],
    plant: plantStep(hastyPrecommit),
  },
  {
    name: 'every block counts as valid (L22)',
    noticedBy: ['validity', 'root'],
    plant: plantStep(allValid),
  },
  {
    name: 'prevotes that disagree are waited for without end (L34)',
    noticedBy: ['progress'],
    plant: plantStep(noPrevoteTimeout),
  },
  {
    name: 'votes of later rounds are thrown away (L55)',
    noticedBy: ['progress'],
    plant: plantStep(noRoundSkip),
  },
  {
    name: 'nothing lost is sent again',
    noticedBy: ['progress'],
    plant: { machine: { ...realMachine, missingFor: () => [] } },
  },
  {
    name: 'votes for two blocks in two rounds pass for evidence',
    noticedBy: ['evidence'],
    plant: plantStep(evidenceAcrossRounds),
  },
  {
    name: 'a certificate from a peer is not checked',
    noticedBy: ['certificate', 'agreement', 'validity'],
    plant: { believes: () => true },
  },
];

type Step = (state: ConsensusState, input: Input) => StepResult;

const { step } = realMachine;

function plantStep(planted: Step): Plant {
  return { machine: { ...realMachine, step: planted } };
}

type Height = NonNullable<ConsensusState['current']>;

/** The result with the state of its height changed. */
function changed(result: StepResult, change: (current: Height) => Height): StepResult {
  const { current } = result.state;
  return current === null
    ? result
    : { ...result, state: { ...result.state, current: change(current) } };
}

/** The result with each effect changed, or left out. */
function withEffects(result: StepResult, change: (effect: Effect) => Effect | null): StepResult {
  return { ...result, effects: result.effects.flatMap((effect) => change(effect) ?? []) };
}

function unlockedByNil(state: ConsensusState, input: Input): StepResult {
  return changed(step(state, input), (current) =>
    current.rounds.get(current.round)?.prevotes.quorum === null
      ? { ...current, locked: null }
      : current,
  );
}

function withoutValidBlock(state: ConsensusState, input: Input): StepResult {
  return changed(step(state, input), (current) => ({ ...current, valid: null }));
}

function smallQuorum(state: ConsensusState, input: Input): StepResult {
  if (input.type !== 'startHeight') return step(state, input);
  const { validators } = input;
  const faulty = Math.floor((validators.totalPower - 1) / 3);
  // Two thirds of this is just below 2f.
  const totalPower = 3 * faulty - 1;
  return step(state, { ...input, validators: { ...validators, totalPower } });
}

function equalPower(state: ConsensusState, input: Input): StepResult {
  if (input.type !== 'startHeight') return step(state, input);
  const members = input.validators.validators.map((validator) => ({ ...validator, power: 1 }));
  const made = createValidatorSet(members);
  return step(state, made.ok ? { ...input, validators: made.set } : input);
}

function countedTwice(state: ConsensusState, input: Input): StepResult {
  const { current } = state;
  if (current === null || input.type !== 'vote') return step(state, input);
  const { vote } = input;
  const record = current.rounds.get(vote.round);
  const votes = (vote.type === 'prevote' ? record?.prevotes : record?.precommits)?.votes ?? [];
  const known = votes.some((other) => other?.signature === vote.signature);
  const free = current.validators.validators.find((_, index) => votes[index] === null);
  if (!known || free === undefined) return step(state, input);
  return step(state, { type: 'vote', vote: { ...vote, validator: free.address } });
}

function believedClaim(state: ConsensusState, input: Input): StepResult {
  let result = step(state, input);
  if (input.type === 'proposal' && input.proposal.validRound >= 0 && state.current !== null) {
    for (const { address } of state.current.validators.validators) {
      const vote = claimedPrevote(input.proposal, address);
      const next = step(result.state, { type: 'vote', vote });
      result = { state: next.state, effects: [...result.effects, ...next.effects] };
    }
  }
  // The votes put in here contradict those that were really cast.
  return withEffects(result, (effect) => (effect.type === 'evidence' ? null : effect));
}

function claimedPrevote(
  { height, validRound, blockId, signature }: SignedProposal,
  validator: SignedVote['validator'],
): SignedVote {
  return { type: 'prevote', height, round: validRound, blockId, validator, signature };
}

function hastyPrecommit(state: ConsensusState, input: Input): StepResult {
  const result = step(state, input);
  return withEffects(result, (effect) => {
    if (effect.type !== 'signVote' || effect.vote.type !== 'precommit') return effect;
    const blockId = result.state.current?.rounds.get(effect.vote.round)?.proposal?.blockId;
    if (blockId === undefined || result.state.current?.blocks.get(blockId) !== true) return effect;
    return { ...effect, vote: { ...effect.vote, blockId } };
  });
}

function allValid(state: ConsensusState, input: Input): StepResult {
  return step(state, input.type === 'proposalChecked' ? { ...input, valid: true } : input);
}

function noPrevoteTimeout(state: ConsensusState, input: Input): StepResult {
  return withEffects(step(state, input), (effect) =>
    effect.type === 'scheduleTimeout' && effect.step === 'prevote' ? null : effect,
  );
}

function noRoundSkip(state: ConsensusState, input: Input): StepResult {
  const isLater = input.type === 'vote' && input.vote.round > (state.current?.round ?? 0);
  return isLater ? { state, effects: [] } : step(state, input);
}

function evidenceAcrossRounds(state: ConsensusState, input: Input): StepResult {
  const result = step(state, input);
  if (input.type !== 'vote' || state.current === null) return result;
  const { vote } = input;
  const index = state.current.validators.indexOf.get(vote.validator) ?? -1;
  for (const { prevotes } of state.current.rounds.values()) {
    const first = prevotes.votes[index] ?? null;
    if (vote.type !== 'prevote' || first === null || first.blockId === vote.blockId) continue;
    if (first.blockId === null || vote.blockId === null) continue;
    return { ...result, effects: [...result.effects, { type: 'evidence', first, second: vote }] };
  }
  return result;
}

function createUnsyncedLog(): WriteAheadLog {
  return { ...createWriteAheadLog(), sync() {} };
}
