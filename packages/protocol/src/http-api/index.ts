/** The HTTP API: its paths, and what goes over it as JSON. Shared by the node and its clients. */
export {
  type ApiKeyPlan,
  type ApiKeyView,
  apiKeyIdCodec,
  apiKeyPlanCodec,
  apiKeyPlanFields,
  apiKeysResponseCodec,
  apiKeyViewCodec,
  boundLater,
  isScope,
  isThumbprint,
  type NewApiKeyResponse,
  newApiKeyResponseCodec,
  revokeResponseCodec,
  rotateRequestCodec,
  type Scope,
  scopeCodec,
  scopes,
  thumbprintEnds,
} from './access.ts';
export {
  type AccountResponse,
  type AccountsResponse,
  accountResponseCodec,
  accountsResponseCodec,
  type BalanceResponse,
  balanceResponseCodec,
  type CryptoResponse,
  cryptoResponseCodec,
  type EncryptionResponse,
  encryptionResponseCodec,
  type RecoveryResponse,
  recoveryResponseCodec,
} from './account-responses.ts';
export {
  type AdministrativeRequest,
  type AdministratorSignature,
  administrationMessage,
  administrativeRequestAgeMsMax,
  administrativeRequestAheadMsMax,
  administratorHeader,
  formatAdministratorSignature,
  formatPasskeySignature,
  type PasskeySignature,
  parseAdministratorSignature,
  parsePasskeySignature,
  passkeyChallenge,
  passkeyHeader,
} from './administration.ts';
export type { AlertKind, AlertSeverity, StandingAlert } from './alert.ts';
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
} from './asset-responses.ts';
export {
  type AuditEntry,
  type AuditFact,
  type AuditLine,
  auditEntryCodec,
  auditLineCodec,
  auditResponseCodec,
} from './audit.ts';
export {
  type BlockEvent,
  type BlockResponse,
  blockEventCodec,
  blockResponseCodec,
  type FinalityResponse,
  type TransactionEvent,
  transactionEventCodec,
} from './block-responses.ts';
export {
  type ConnectionResponse,
  connectionResponseCodec,
} from './connection-response.ts';
export {
  type AuthorizationDetail,
  type AuthorizationDetails,
  authorizationDetailsCodec,
  type Consent,
  type ConsentAnswer,
  type ConsentClient,
  type ConsentRequest,
  type ConsentRevocation,
  type ConsentStatement,
  type ConsentsResponse,
  type ConsentUse,
  type ConsentView,
  consentAnswerCodec,
  consentClientCodec,
  consentCodec,
  consentId,
  consentMessage,
  consentNameCodec,
  consentRequestCodec,
  consentStatementCodec,
  consentsMax,
  consentsResponseCodec,
  consentUsesMax,
  consentViewCodec,
  mandateTerms,
  redirectUriCodec,
  requestNameIn,
  revocationMessage,
  type SignedConsent,
  type SignedRevocation,
  signedConsentCodec,
  signedRevocationCodec,
  statementMessage,
} from './consent.ts';
export { detailLabel, detailSentence } from './consent-words.ts';
export {
  type Access,
  type AccountReach,
  type AnswerOf,
  type ArgumentsOf,
  type Body,
  type Content,
  type Endpoint,
  hasHead,
  type ParametersOf,
  type Proof,
  type ProvenEndpoint,
  type ReportedEndpoint,
  smallBodyBytesMax,
  type Tag,
  tags,
} from './endpoint.ts';
export { type EndpointId, listEndpoints, type NamedEndpoint } from './endpoints/list-endpoints.ts';
export { exampleOf, schemaName } from './endpoints/named-schemas.ts';
export * as endpoints from './endpoints/table.ts';
export {
  type ErrorCode,
  errorMeaning,
  errorStatus,
  type RequestErrorCode,
  requestErrorCodes,
} from './error-code.ts';
export { errorsOf } from './errors-of.ts';
export {
  type ParametersResponse,
  type ProposalResponse,
  type ProposalsResponse,
  type ProtocolResponse,
  parametersResponseCodec,
  proposalResponseCodec,
  proposalsResponseCodec,
  protocolResponseCodec,
  type ReportedProposal,
  type RolesResponse,
  rolesResponseCodec,
} from './governance-responses.ts';
export {
  liveResponseCodec,
  type ReadyResponse,
  readyResponseCodec,
  type UnreadyReason,
} from './health-response.ts';
export {
  type HistoryEntry,
  type HistoryResponse,
  historyResponseCodec,
} from './history-response.ts';
export {
  type HoldResponse,
  type HoldsResponse,
  holdResponseCodec,
  holdsResponseCodec,
} from './hold-responses.ts';
export { type LinksResponse, linksResponseCodec } from './links-response.ts';
export type { NamedEvidence } from './named-evidence.ts';
export {
  type JwksResponse,
  jwksResponseCodec,
  type TokenResponse,
} from './oauth.ts';
export type { Parameter, Parameters, ParameterValue } from './parameter.ts';
export type { BlockName, HistoryPlace } from './parameters.ts';
export {
  absenceProblemCodec,
  type Keeper,
  type OAuthErrorCode,
  oauthProblemCodec,
  type Problem,
  problemCodec,
  prunedProblemCodec,
} from './problem.ts';
export {
  type Absence,
  type EntriesOf,
  type EntryKeys,
  type ProvenAbsence,
  type ProvenEntry,
  provenEntryCodec,
  type RecordsOf,
} from './proven-entry.ts';
export type { ReportedTransaction } from './reported-transaction.ts';
export { headersOf, pathOf, readParameters } from './request.ts';
export { type ShownInventory, shownInventory } from './shown-inventory.ts';
export {
  type SimulationResponse,
  simulationResponseCodec,
} from './simulation-response.ts';
export {
  type GuardStatus,
  peersCodec,
  type StatusResponse,
  type StorageStatus,
  statusResponseCodec,
} from './status-response.ts';
export {
  batchRequestCodec,
  batchResponseCodec,
  decodeBatch,
  encodingResponseCodec,
  type FinalTransaction,
  finalTransactionCodec,
  type MempoolResponse,
  mempoolResponseCodec,
  type TransactionResponse,
  transactionResponseCodec,
} from './transaction-responses.ts';
export { type TransactionsResponse, transactionsResponseCodec } from './transactions-response.ts';
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
} from './validator-responses.ts';
export { type StallCause, type WhyResponse, whyResponseCodec } from './why-response.ts';
