/** The running node: its configuration, and starting one inside a process. */

export { defaultAlertsConfig } from './alerts/alerts-config.ts';

export {
  type Assessment,
  assessSurvivors,
  type PrecommittedBlock,
  type Survivor,
} from './chain-recovery/assess-survivors.ts';
export { type LostFolder, readSurvivor } from './chain-recovery/read-survivors.ts';

export {
  configCodec,
  defaultChannelConfig,
  defaultNodeConfig,
  formatConfig,
  type NodeConfig,
  readConfig,
  readGenesis,
} from './config.ts';
export type { ControlRequest } from './control/control-messages.ts';
export type { DiskReport } from './control/disk-report.ts';
export { sendOrder } from './control/send-order.ts';
export {
  acknowledgeDifference,
  type Difference,
  differencePath,
  readDifference,
} from './double-check/difference-file.ts';
export { readInstance } from './instance-file.ts';
export { createLogger } from './logger.ts';
export { type RunningNode, startNode } from './node.ts';
export { runNodeProcess } from './node-process.ts';
export type { Reloaded } from './reload.ts';
export { allowRepair } from './repair/open-repaired.ts';
