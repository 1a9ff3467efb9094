/** The running node: its configuration, and starting one inside a process. */

export { createValidatorFolder } from './adapters/data-folder.ts';
export { giveOrders, ordersDone } from './adapters/drill/drill.ts';
export { type DrillOrders, drillFiles } from './adapters/drill/orders.ts';
export { type DatabaseSizes, databaseSizes } from './adapters/level/database-sizes.ts';
export { openLevelStore } from './adapters/level/level-store.ts';

export { seededRandom } from './adapters/segment-loss.ts';
export { StorageError, type StorageErrorCode } from './adapters/storage-error.ts';
export { defaultAlertsConfig } from './alerts/alerts-config.ts';
export { AuditFailure, type AuditReport, auditDatabase } from './audit.ts';
export {
  ConfigError,
  type ConfigErrorCode,
  defaultChannelConfig,
  defaultConsensusConfig,
  defaultMempoolConfig,
  formatConfig,
  type NodeConfig,
  readConfig,
  readGenesis,
} from './config.ts';
export { defaultHttpConfig, loopbackHttpConfig } from './http-config.ts';
export { createLogger } from './logger.ts';
export { type RunningNode, startNode } from './node.ts';

export { createSnapshot, type SnapshotReport } from './snapshot/create-snapshot.ts';
export { restoreSnapshot, snapshotPath } from './snapshot/restore-snapshot.ts';
