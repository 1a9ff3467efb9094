/** The nouns of the ledger, their one encoding and their limits. */
export {
  type AccountRecord,
  accountRecordCodec,
  type BalanceRecord,
  balanceRecordCodec,
  type PublicKeyRecord,
  publicKeyRecordCodec,
} from './account.ts';
export { type ActionWords, actionLabel, actionSentence } from './action-words.ts';
export * from './alias.ts';
export { type AliasName, aliasNameForm, nameSkeleton } from './alias-name.ts';
export {
  codeText,
  decodeAnswer,
  exact,
  isUnknown,
  open,
  type UnknownCode,
} from './answer.ts';
export { type AssetRecord, assetRecordCodec } from './asset.ts';
export {
  type AssetRuleName,
  type AssetRules,
  type AssetRulesRecord,
  assetRuleNames,
  assetRulesCodec,
  assetRulesRecordCodec,
  type ClawbackReason,
  clawbackReasonCodec,
  clawbackReasons,
  type ListingRecord,
  listingRecordCodec,
  noAssetRules,
} from './asset-rules.ts';
export {
  type Block,
  type BlockHeader,
  blockCodec,
  blockHeaderCodec,
  blockId,
  type CompactBlock,
  compactBlockCodec,
} from './block.ts';
export * from './chain-recovery/chain-recovery.ts';
export { type ChosenBlock, chooseBlock } from './chain-recovery/choose-block.ts';
export * from './chain-recovery/last-words.ts';
export {
  type Codec,
  type Decoded,
  type DecodeProblem,
  decode,
  decodeByReading,
  decodeJson,
  decodeJsonText,
  decodeTrusted,
  encode,
  encodeBriefly,
  type Json,
  problemText,
  type ValueOf,
} from './codec.ts';
export {
  addressCodec,
  boolean,
  byteList,
  byteVector,
  fileBoolean,
  hashCodec,
  refined,
  tag,
  text,
  uint8,
  uint16,
  uint32,
  uint64,
  uint128,
} from './codec-basic.ts';
export { container, list, optional, union } from './codec-composite.ts';
export * from './commit-certificate.ts';
export {
  type Evidence,
  evidenceClaims,
  evidenceCodec,
  evidenceHash,
  evidenceListCodec,
  evidenceOf,
  evidenceRoot,
  type Infraction,
  infractionOf,
  type ValidatorHistory,
  validatorHistoryCodec,
} from './evidence.ts';
export { firstVersion, isInForce, newestVersion } from './features.ts';
export { type FinalHeaderProblem, finalHeaderClaims } from './final-header.ts';
export type { ForeignText, VisibleText } from './foreign-text.ts';
export { controlIn, controlInTexts, rawText, visibleText } from './foreign-text.ts';
export {
  type Genesis,
  type GenesisValidator,
  genesisCodec,
  genesisHash,
  genesisHeader,
  genesisProblem,
  genesisValidatorSet,
  validatorSetCodec,
  validatorSetHash,
} from './genesis.ts';
export {
  type Choice,
  type CounterRecord,
  choiceCodec,
  type ProposalRecord,
  proposalRecordCodec,
  type RolesRecord,
  rolesRecordCodec,
} from './governance.ts';
export {
  actionAccounts,
  actionFields,
  type GovernanceAction,
  type GovernanceActionOf,
  type GovernanceActionType,
  governanceActionCodec,
  governanceActionTypes,
} from './governance-action.ts';
export { groupDigits } from './group-digits.ts';
export { type Height, nextHeight, type Round, toHeight } from './height.ts';
export {
  type ExpiryQueueRecord,
  type ExpiryRecord,
  expiryQueueRecordCodec,
  expiryRecordCodec,
  type HoldRecord,
  type HoldRelease,
  holdId,
  holdRecordCodec,
  holdReleaseCodec,
} from './hold.ts';
export { idempotencyKeyPattern, isIdempotencyKey } from './idempotency-key.ts';
export type { JsonSchema } from './json-schema.ts';
export { faultLimits, limits, messageLimits } from './limits.ts';
export {
  type ListProof,
  listProofCodec,
  listRoot,
  proveListLeaf,
  verifyListLeaf,
} from './list-tree.ts';
export {
  type Delegate,
  type MandateRecord,
  type MandateTerms,
  mandateId,
  mandateRecordCodec,
  mandateRest,
  mandatesRecordCodec,
} from './mandate.ts';
export { periodText } from './mandate-operations.ts';
export {
  emptyMapRoot,
  type MapProof,
  mapKeyHash,
  mapLeafHash,
  mapNodeHash,
  mapProofCodec,
  mapValueHash,
  pathBit,
  verifyMapEntry,
} from './map-proof.ts';
export { mod97 } from './mod97.ts';
export {
  accountsOf,
  balanceChange,
  feePaid,
  type Movement,
  type Place,
  type Units,
} from './movement.ts';
export {
  isAdmitted,
  membersAt,
  type NodeRecord,
  networkKeysAt,
  nodeNameCodec,
  nodeRecordCodec,
  peerCodec,
  type ValidatorMember,
  type ValidatorSchedule,
  validatorAddress,
  validatorScheduleCodec,
  validatorSetAt,
} from './network-node.ts';
export { type NodeUsage, nodeUsageCodec, type Stage, stages } from './node-usage.ts';
export {
  type MovingOperation,
  type Operation,
  type OperationOf,
  type OperationType,
  operationAccounts,
  operationCodec,
  operationFacts,
  operationMovements,
  operationSigners,
  operationTypes,
} from './operation.ts';
export { type OperationWords, operationLabel, operationSentence } from './operation-words.ts';
export {
  type ChainLimits,
  chainLimitsProblem,
  defaultChainLimits,
  defaultRecoverySchemes,
  type Fees,
  type Parameters,
  parametersRecordCodec,
  type SchemeRule,
  schemesAt,
} from './parameters.ts';
export { type PaymentRefusalCode, PaymentRefused } from './payment-refused.ts';
export {
  isPostQuantum,
  keyAccount,
  type Policy,
  type PolicyKey,
  type PolicyProblem,
  policyAddress,
  policyCodec,
  policyProblem,
  singleKeyPolicy,
} from './policy.ts';
export {
  announcementRecordCodec,
  isUpgradeQuorum,
  type ProtocolRecord,
  protocolRecordCodec,
  versionOf,
} from './protocol-version.ts';
export { type Receipt, receiptCodec, receiptHash } from './receipt.ts';
export {
  type RecoveryRecord,
  type RecoveryRule,
  recoveryRecordCodec,
  recoveryRuleCodec,
} from './recovery.ts';
export * from './recovery-point.ts';
export {
  type CreditorReference,
  creditorReference,
  describeRemittance,
  isCreditorReference,
  noRemittance,
  type Remittance,
  remittanceCodec,
} from './remittance.ts';
export {
  type GrantableRole,
  grantableRoleCodec,
  grantableRoles,
  type Role,
  roleMeaning,
} from './role.ts';
export * from './scalars.ts';
export * from './sealed.ts';
export {
  account,
  joinSentences,
  type Noun,
  policySentence,
  rulesSentence,
  type Sentence,
  sentence,
  units,
} from './sentence.ts';
export { chainMessage, type SigningDomain } from './signing.ts';
export {
  chunkIndexOf,
  chunkSubtree,
  type SnapshotChange,
  type SnapshotChunk,
  type SnapshotEntry,
  type SnapshotHead,
  type SnapshotLeaf,
  type Subtree,
  snapshotChangeCodec,
  snapshotChunkCodec,
  snapshotHeadCodec,
  snapshotRoot,
} from './snapshot.ts';
export {
  decodeStateRecord,
  decodeTrustedStateRecord,
  encodeStateRecord,
  entriesOf,
  stateRecordHash,
} from './state-entry.ts';
export {
  isKeyOf,
  type StateKey,
  stateKey,
  stateKeyCodec,
  stateKeyParts,
  stateKeyPrefix,
} from './state-key.ts';
export type { RecordOf, StateKeyParts, StateKind } from './state-kinds.ts';
export {
  type Rejection,
  rejectionMeaning,
  type Status,
  statuses,
  statusMeaning,
} from './status.ts';
export {
  affectedAccounts,
  encodedTransactionId,
  encodedTransactionMessage,
  requiredSigners,
  type SignedTransaction,
  signedTransactionCodec,
  signedTransactionHash,
  signsByRecovery,
  type Transaction,
  transactionCodec,
  transactionContent,
  transactionId,
  transactionMessage,
  transactionPurpose,
  type Witness,
} from './transaction.ts';
export { transactionMovements } from './transaction-movements.ts';
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
export { brokenRule } from './version-rules.ts';
export {
  type Proposal,
  proposalClaim,
  proposalMessage,
  type SignedProposal,
  type SignedVote,
  signedProposalCodec,
  signedVoteCodec,
  type Vote,
  type VoteType,
  voteClaim,
  votedIn,
  voteMessage,
} from './vote.ts';
export {
  joinSignedTransaction,
  type SplitTransaction,
  splitSignedTransaction,
} from './witness-split.ts';
