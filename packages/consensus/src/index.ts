/** Tendermint (arXiv 1807.04938) as a pure state machine over block ids: inputs in, effects out. */
export { createEarlyMessages, type EarlyMessages, keepEarlyMessage } from './early-messages.ts';
export type {
  BuildBlockEffect,
  CheckProposalEffect,
  DecideEffect,
  Effect,
  EvidenceEffect,
  SafetyViolationEffect,
  ScheduleTimeoutEffect,
  SignProposalEffect,
  SignVoteEffect,
  WantBlockEffect,
} from './effect.ts';
export type {
  BlockBuiltInput,
  Input,
  ProposalCheckedInput,
  ProposalInput,
  StartHeightInput,
  TimeoutInput,
  VoteInput,
} from './input.ts';
export { missingFor, missingMessagesMax } from './missing.ts';
export { polkaFor } from './polka.ts';
export { type Progress, type ProposalState, progress, type VoteKind } from './progress.ts';
export {
  type RoundState,
  type RoundSummary,
  roundState,
} from './round-state.ts';
export { type BlockAtRound, type ConsensusState, createConsensus } from './state.ts';
export { type StepResult, step } from './step.ts';
export { reducedTimeoutMs, type TimedStep, type Timeouts, timeoutMs } from './timeouts.ts';
