/** Who may call a node's HTTP API, and who did: for commands that work on a node's folder. */

export {
  auditFact,
  type ChainHead,
  chainLine,
  emptyChain,
  readChainLine,
} from '../audit/audit-chain.ts';
export {
  type AuditProblem,
  type AuditVerification,
  auditFolder,
  readAudit,
  verifyAudit,
} from '../audit/audit-folder.ts';
export type { HeardTrail } from '../audit/audit-trail.ts';
export { addressGroup, isLoopback } from '../config/network.ts';
export type { RegisteredClient } from '../consents/consent-clients.ts';
export { ConsentError } from '../consents/consent-file.ts';
export { type ConsentRegister, openConsentRegister } from '../consents/consent-register.ts';
export {
  ApiKeyError,
  type ApiKeyErrorCode,
  apiKeyFileCodec,
  checkApiKey,
} from '../credentials/api-key.ts';
export { accessFolder } from '../credentials/api-key-file.ts';
export { apiKeysIn } from '../credentials/api-keys.ts';
