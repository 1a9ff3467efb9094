/** The HTTP API of a node: routes, access, metrics and the inventory. */

export { openAccess } from './access/open-access.ts';
export { historyAnswer } from './accounts/history-answer.ts';
export * from './config/index.ts';
export { isSecretField, removed, withoutSecrets } from './config/redaction.ts';
export type { ApiSources } from './http/sources.ts';
export { createNodeMetrics, type NodeMetrics } from './metrics/node-metrics.ts';
export { openApi } from './reference/openapi.ts';
export { selfAnswers } from './server/self-answers.ts';
export { startHttpServer } from './server/server.ts';
export { apiGroups } from './tls/groups.ts';
export { readTlsIdentity, type TlsIdentity } from './tls/identity.ts';
