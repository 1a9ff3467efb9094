/** The running node: its configuration, and starting one inside a process. */

export { defaultAlertsConfig } from './alerts/alerts-config.ts';
export {
  type AppliedRecovery,
  applyRecovery,
  formatRecovery,
} from './chain-recovery/apply-recovery.ts';
export { type AssembleOptions, assembleRecovery } from './chain-recovery/assemble-recovery.ts';
export {
  type Assessment,
  assessSurvivors,
  type PrecommittedBlock,
  type Survivor,
} from './chain-recovery/assess-survivors.ts';
export { ChainRecoveryError, giveLastWords } from './chain-recovery/give-last-words.ts';
export { readRecoveries } from './chain-recovery/read-recoveries.ts';
export { type LostFolder, readSurvivor } from './chain-recovery/read-survivors.ts';
export { signRecovery } from './chain-recovery/sign-recovery.ts';

export {
  configCodec,
  defaultNetworkConfig,
  defaultNodeConfig,
  formatConfig,
  type NodeConfig,
  readChainRecovery,
  readConfig,
  readGenesis,
} from './config/config.ts';
export { openValidatorKey } from './config/validator-key.ts';
export type { ControlRequest } from './control/control-messages.ts';
export type { DiskReport } from './control/disk-report.ts';
export { sendOrder } from './control/send-order.ts';
export { type DoctorReport, examine } from './doctor/examine.ts';
export { type DoctorFinding, doctorChecks } from './doctor/finding.ts';
export {
  acknowledgeDifference,
  type Difference,
  differencePath,
  readDifference,
} from './double-check/difference-file.ts';
export { readInstance } from './instance-file.ts';
export {
  assembleGenesis,
  formatGenesis,
} from './joining/assemble-genesis.ts';
export { type GenesisRules, readGenesisRules } from './joining/genesis-rules.ts';
export { initNode, type NewNode, writeJoinRequest } from './joining/init-node.ts';
export { expectFounders, installGenesis, isFounder } from './joining/install-genesis.ts';
export {
  type JoinRequest,
  operatorAccount,
  peerOf,
  readJoinRequest,
} from './joining/join-request.ts';
export { makeConnectionKeys, makeValidatorKey } from './joining/make-node-keys.ts';
export { nodeFiles } from './joining/node-files.ts';
export {
  formatGenesisSignature,
  readGenesisSignature,
  signGenesis,
} from './joining/signed-genesis.ts';
export { createLogger } from './logger.ts';
export { type RunningNode, startNode } from './node.ts';
export { runNodeProcess } from './node-process.ts';
export {
  initPaymentSigner,
  type LinePin,
  type NewPaymentSigner,
} from './payment-signer/init-payment-signer.ts';
export type { Reloaded } from './reload.ts';
export { allowRepair } from './repair/open-repaired.ts';
export { type WrittenReport, writeReport } from './report/write-report.ts';
export { initSigner } from './signer/init-signer.ts';
export { runPaymentSignerProcess, runSignerProcess } from './signer-process.ts';
