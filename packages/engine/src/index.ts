/** The running node without its edges: agreement, mempool, catching up, and the ports through which it reaches the world. */

export { validateBlock } from './blocks/assemble.ts';
export { type CatchUp, createCatchUp } from './catch-up/catch-up.ts';
export { type ChainView, createChain, treeNodesMax } from './chain/chain.ts';
export { createEvents, type EngineEvent, type Events } from './chain/events.ts';
export { createEngine } from './engine.ts';
export type { Engine, EngineConfig } from './engine-parts.ts';
export type { GuardState } from './guard/double-sign-guard.ts';
export {
  continueRecovered,
  type PlannedBlocks,
  planBlocks,
  type RecoveredChainParts,
} from './lifecycle/continue-recovered.ts';
export { UnknownVersionError } from './lifecycle/known-version.ts';
export {
  type AboutAnswer,
  type DialBackAnswer,
  type DirectMessage,
  directMessageCodec,
  finalBlockMessageCodec,
  finalBlockPartCodec,
  helloAnswerCodec,
  linksAnswerCodec,
  proposalMessageCodec,
  type Request,
  requestCodec,
  snapshotPartCodec,
  transactionBatchCodec,
} from './messages/messages.ts';
export { createRegistry, genesisRegistry, type Registry } from './peers/registry.ts';
export type { ApiKeys } from './ports/api-keys.ts';
export type { AuditLog } from './ports/audit-log.ts';
export { type AwaySigner, type Lock, lockOf } from './ports/away-signer.ts';
export type { BlockCommit, BlockStore, FinalBlockCommit } from './ports/block-store.ts';
export type {
  BlockBody,
  BlockContent,
  ChainReader,
  FinalHeader,
  FinalityProof,
  ValidatorChangeRecord,
} from './ports/chain-reader.ts';
export type { Clock } from './ports/clock.ts';
export type { EvidenceStore } from './ports/evidence-store.ts';
export type { HeardStore } from './ports/heard-store.ts';
export type { IdempotencyStore, KeyedTransaction } from './ports/idempotency-store.ts';
export { type LoggedInput, loggedInputCodec } from './ports/logged-input.ts';
export type { Logger } from './ports/logger.ts';
export {
  comparePositions,
  type GuardRecord,
  positionOf,
  type Signer,
  type SigningPosition,
} from './ports/signer.ts';
export { systemClock } from './ports/system-clock.ts';
export {
  type CertificateFacts,
  type ChannelFacts,
  type ConnectedPeer,
  type PeerName,
  type PeerStatus,
  type RequestOptions,
  type Topic,
  type Traffic,
  type TrafficCount,
  type Transport,
  TransportError,
  type TransportHandlers,
  topics,
  type ValidationResult,
} from './ports/transport.ts';
export { type Urgency, type Verifier, verifyAs } from './ports/verifier.ts';
export type { WriteAheadLog } from './ports/wal.ts';
export { answerRequest } from './requests/answer-requests.ts';
export type { FetchedBlock } from './requests/fetch-blocks.ts';
export { findKeepers } from './requests/keepers.ts';
export { createRequests, type Requests } from './requests/requests.ts';
export { diskFreeBytesMin, explain, powers } from './stall/explain.ts';
export type { StallFacts } from './stall/facts.ts';
export { inBackground, toLog } from './tasks/background.ts';
export { readSubmitted } from './transactions/admission.ts';
export { version } from './version.ts';
