/** Who may call a node's HTTP API, and who did: for commands that work on a node's folder. */

export { ApiKeyError, type ApiKeyErrorCode, apiKeyFileCodec, checkApiKey } from './api-key.ts';
export { auditFact, type ChainHead, chainLine, emptyChain, readChainLine } from './audit-chain.ts';
export type { HeardTrail } from './audit-trail.ts';
export { accessFolder } from './files/api-key-file.ts';
export { apiKeysIn } from './files/api-keys.ts';
export {
  type AuditProblem,
  type AuditVerification,
  auditFolder,
  readAudit,
  verifyAudit,
} from './files/audit-folder.ts';
export { addressGroup, isLoopback } from './network.ts';
