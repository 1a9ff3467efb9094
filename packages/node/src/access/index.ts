/** Who may call a node's HTTP API: for commands that work on a node's folder, without loading the node. */
export { accessFolder } from '../adapters/access/api-key-file.ts';
export { apiKeysIn } from '../adapters/access/api-keys.ts';
export type { ApiKeys } from '../ports/api-keys.ts';
export { ApiKeyError, type ApiKeyErrorCode } from './api-key.ts';
