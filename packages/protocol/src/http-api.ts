/** The HTTP API: its paths, and what goes over it as JSON. Shared by the node and its clients. */
export {
  type ApiKeyPlan,
  type ApiKeyView,
  apiKeyIdCodec,
  apiKeyPlanCodec,
  apiKeyPlanFields,
  apiKeysResponseCodec,
  apiKeyViewCodec,
  isScope,
  type NewApiKeyResponse,
  newApiKeyResponseCodec,
  revokeResponseCodec,
  rotateRequestCodec,
  type Scope,
  scopeCodec,
  scopes,
} from './http-api/access.ts';
export {
  type AccountResponse,
  type AccountsResponse,
  accountResponseCodec,
  accountsPageMax,
  accountsResponseCodec,
  type BalanceResponse,
  balanceResponseCodec,
  type CryptoResponse,
  cryptoResponseCodec,
  type EncryptionResponse,
  encryptionResponseCodec,
  type RecoveryResponse,
  recoveryResponseCodec,
} from './http-api/account-responses.ts';
export { apiPaths } from './http-api/api-paths.ts';
export {
  type AssetResponse,
  type AssetRulesResponse,
  type AssetsResponse,
  type AuditorResponse,
  assetResponseCodec,
  assetRulesResponseCodec,
  assetsResponseCodec,
  auditorResponseCodec,
  type HolderResponse,
  holderResponseCodec,
} from './http-api/asset-responses.ts';
export {
  type AuditEntry,
  type AuditFact,
  type AuditLine,
  auditEntryCodec,
  auditLineCodec,
  auditPageMax,
  auditResponseCodec,
} from './http-api/audit.ts';
export {
  type BlockEvent,
  type BlockResponse,
  blockEventCodec,
  blockResponseCodec,
  type TransactionEvent,
  transactionEventCodec,
} from './http-api/block-responses.ts';
export {
  type ConnectionResponse,
  connectionResponseCodec,
} from './http-api/connection-response.ts';
export {
  type ParametersResponse,
  type ProposalResponse,
  type ProposalsResponse,
  parametersResponseCodec,
  proposalResponseCodec,
  proposalsResponseCodec,
  type RolesResponse,
  rolesResponseCodec,
} from './http-api/governance-responses.ts';
export {
  liveResponseCodec,
  type ReadyResponse,
  readyResponseCodec,
  type UnreadyReason,
} from './http-api/health-response.ts';
export {
  type HistoryEntry,
  type HistoryResponse,
  historyEntriesMax,
  historyResponseCodec,
} from './http-api/history-response.ts';
export {
  type HoldResponse,
  type HoldsResponse,
  holdResponseCodec,
  holdsMax,
  holdsResponseCodec,
} from './http-api/hold-responses.ts';
export { type LinksResponse, linksResponseCodec } from './http-api/links-response.ts';
export { listPageMax } from './http-api/list-page.ts';
export type { NamedEvidence } from './http-api/named-evidence.ts';
export {
  type JwksResponse,
  jwksResponseCodec,
  type TokenResponse,
  tokenResponseCodec,
} from './http-api/oauth.ts';
export {
  type Problem,
  problemCodec,
} from './http-api/problem.ts';
export { type ProvenEntry, provenEntryCodec } from './http-api/proven-entry.ts';
export {
  type SimulationResponse,
  simulationResponseCodec,
} from './http-api/simulation-response.ts';
export {
  type StatusResponse,
  statusResponseCodec,
} from './http-api/status-response.ts';
export {
  batchRequestCodec,
  batchResponseCodec,
  encodingResponseCodec,
  type FinalTransaction,
  finalTransactionCodec,
  type MempoolResponse,
  mempoolResponseCodec,
  mempoolShownMax,
  type TransactionResponse,
  transactionResponseCodec,
} from './http-api/transaction-responses.ts';
export {
  type EvidenceBlock,
  type EvidenceResponse,
  evidenceResponseCodec,
  type NodesResponse,
  nodesResponseCodec,
  type ValidatorChange,
  type ValidatorChangesResponse,
  type ValidatorsResponse,
  validatorChangesResponseCodec,
  validatorsResponseCodec,
} from './http-api/validator-responses.ts';
export { type StallCause, type WhyResponse, whyResponseCodec } from './http-api/why-response.ts';
