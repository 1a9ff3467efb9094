/** The nouns of the ledger, their one encoding and their limits. */
export type { CommitCertificate, CommitSignature } from './commit-certificate.ts';
export { type Height, nextHeight, type Round, toHeight } from './height.ts';
export { limits } from './limits.ts';
export {
  createValidatorSet,
  findValidator,
  isQuorum,
  isSkipThreshold,
  proposerAt,
  type Validator,
  type ValidatorSet,
  type ValidatorSetProblem,
} from './validator-set.ts';
export type { Proposal, SignedProposal, SignedVote, Vote, VoteType } from './vote.ts';
