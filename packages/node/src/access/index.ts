/** Who may call a node's HTTP API, and who did: for commands that work on a node's folder. */
export { accessFolder } from '../adapters/access/api-key-file.ts';
export { apiKeysIn } from '../adapters/access/api-keys.ts';
export {
  type AuditProblem,
  type AuditVerification,
  auditFolder,
  readAudit,
  verifyAudit,
} from '../adapters/access/audit-folder.ts';

export { ApiKeyError, type ApiKeyErrorCode } from './api-key.ts';
export type { ChainHead } from './audit-chain.ts';
