/**
 * The SDK: talk to a node, make transactions, and check what the node says. For Node and browsers. The
 * files exported whole have a builder for each kind of operation; that of sealed payments is a face of
 * its own, as it brings encryption along.
 */

export {
  acceptRecovery,
  explained,
  type RecoverySummary,
  recoverySentence,
  summarizeRecovery,
} from './accept-recovery.ts';
export {
  accountHistory,
  type BalanceName,
  type EntryPlace,
  entriesBack,
  entriesBehind,
  isBehind,
  type ProvenEntry,
  proveHistoryEntry,
} from './account-history.ts';
export {
  type AliasHolder,
  type AliasResolution,
  aliasOfIban,
  getAccountAliases,
  getAlias,
  type IbanKey,
  resolveAlias,
} from './aliases.ts';
export { formatAmount, parseAmount } from './amount.ts';
export type { AsOf } from './as-of.ts';
export * from './asset-control.ts';
export { buildTransaction, type TransactionPlan } from './build.ts';
export { call } from './call.ts';
export type { CertifiedHeader } from './certified-header.ts';
export {
  type Applied,
  type Client,
  type ClientOptions,
  createClient,
  type Payment,
  type SendPlan,
  type TrustRoot,
} from './client.ts';
export * from './consents.ts';
export type { ProofKey, ProvenRequest } from './credential.ts';
export * from './directory-operations.ts';
export {
  ApiProblem,
  BuildError,
  type BuildErrorCode,
  NotFinal,
  TransactionFailed,
  Unreachable,
} from './errors.ts';
export type { LedgerEvent } from './event-stream.ts';
export { ConflictError, type ConflictEvidence, findConflict } from './evidence.ts';
export type { Fetch, FetchRequest } from './fetch.ts';
export { certifiedHeight, withFinality } from './finality.ts';
export { followValidators, trustChange } from './follow.ts';
export { followBlocks } from './follow-blocks.ts';
export { type FollowOptions, followEvents } from './follow-events.ts';
export {
  defaultHeadAgeMsMax,
  type FreshnessFloor,
  type FreshnessRule,
  verifyFreshness,
} from './freshness.ts';
export * from './hold-operations.ts';
export {
  type HttpTransport,
  type HttpTransportOptions,
  httpTransport,
  type OtherNode,
} from './http-transport.ts';
export {
  type Incoming,
  type IncomingOptions,
  type IncomingPayment,
  incomingPayments,
} from './incoming-payments.ts';
export { createLightClient, type LightClient, type LightClientOptions } from './light-client.ts';
export * from './mandate-operations.ts';
export * from './operations.ts';
export { payeeOf } from './payee.ts';
export {
  formatPaymentRequest,
  type PaymentRequest,
  parsePaymentRequest,
} from './payment-request.ts';
export { type ProofAlgorithm, proofAlgorithms } from './proof-algorithms.ts';
export { ProofError, type ProofErrorCode } from './proof-error.ts';
export { ProvenAbsent } from './proven-absent.ts';
export * from './read.ts';
export {
  getBlock,
  getHead,
  getTransaction,
  type ProvenBlock,
  type ProvenTransaction,
} from './read-chain.ts';
export type { Proven } from './read-entries.ts';
export * from './read-state.ts';
export { recentBlocks, recentTransactions } from './recent-transactions.ts';
export type { ReportedList } from './reported-list.ts';
export type { ReportedParts } from './reported-parts.ts';
export {
  defaultValidityBlocks,
  type PrepareOptions,
  prepare,
  type SendOptions,
  type Sent,
  send,
  signAlone,
} from './send.ts';
export {
  accountOf,
  addWitness,
  currentPolicy,
  mergeWitnesses,
  recoverySignerOf,
  signerOf,
  signTransaction,
  type TransactionSigner,
  witness,
} from './sign.ts';
export { type RehearseOptions, rehearse, simulate } from './simulate.ts';
export { fillGap, skipValidators } from './skip.ts';
export { defaultTimeoutMs, submit, submitAndWait, waitForFinal } from './submit.ts';
export type {
  BlockSubscription,
  EventSubscription,
  PaymentSubscription,
  Subscribe,
} from './subscribe.ts';
export { trustGenesis } from './trust.ts';
export { defaultTrustingPeriodMs, type TrustedHeader, trustHeader } from './trust-header.ts';
export { type TrustedChain, trustedValidators, type ValidatorEpoch } from './trusted-chain.ts';
export type { SignatureVerifier } from './verifier.ts';
export { type BlockName, verifyBlock } from './verify-block.ts';
export type { VerifiedEntry } from './verify-entry.ts';
export { verifyEvidence } from './verify-evidence.ts';
export { verifyHeader } from './verify-header.ts';
export {
  isBroughtForward,
  type ProvenHistory,
  verifyHistory,
  verifyHistoryEntry,
} from './verify-history.ts';
export { verifyTransaction } from './verify-transaction.ts';
export { createWorkerVerifier, type VerificationWorker } from './worker/worker-verifier.ts';
