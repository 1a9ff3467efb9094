/** The HTTP API of a node: routes, access, metrics and the inventory. */

export { historyAnswer } from './accounts/history-answer.ts';
export { ConfigError, type ConfigErrorCode } from './config-error.ts';
export {
  defaultHttpConfig,
  httpConfigCodec,
  httpConfigProblem,
  loopbackHttpConfig,
} from './http-config.ts';
export { createNodeMetrics, type NodeMetrics } from './metrics/node-metrics.ts';
export { openAccess } from './open-access.ts';
export { isSecretField, removed, withoutSecrets } from './redaction.ts';
export { openApi } from './reference/openapi.ts';
export { routes } from './server/routes.ts';
export { startHttpServer } from './server/server.ts';
export { apiGroups } from './tls/groups.ts';
export { readTlsIdentity } from './tls/identity.ts';
