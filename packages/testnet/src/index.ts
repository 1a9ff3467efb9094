/** Testnets as a library: making them, running their nodes as processes, and the keys they come with. */

export { nodeFiles } from '@trellis/node';
export { nodeDatabaseSizes } from './database-sizes.ts';
export {
  type CertificateKey,
  certificateKeys,
  makeDevelopmentCertificates,
} from './development-certificates.ts';
export { type ChaosOptions, type ChaosResult, runChaos } from './drill/chaos.ts';
export { type ChaosEvent, type ChaosFault, chaosPlan } from './drill/chaos-plan.ts';
export { type ChainComparison, compareChains, type NodeBlock } from './drill/compare-chains.ts';
export { checkSigning, clearRecords, type SigningCheck } from './drill/double-signing.ts';
export { heal, type LineFault, partition, recordVotes, slowDown } from './drill/faults.ts';
export { type FinalPayment, type Load, startLoad } from './drill/load.ts';
export { euro } from './euro.ts';
export { findBasePort } from './free-ports.ts';
export {
  type GenesisAccount,
  initTestnet,
  operatorName,
  type TestnetOptions,
  treasuryName,
} from './init.ts';
export {
  authorityPath,
  genesisPath,
  nodeFolder,
  readManifest,
  TestnetError,
  type TestnetManifest,
  type TestnetNode,
  testnetFolder,
} from './layout.ts';
export { openLightClient } from './light-client.ts';
export {
  type AddedNode,
  type AddOptions,
  addNode,
  type MemberOptions,
  removeNode,
} from './members/members.ts';
export {
  type MigrationOptions,
  type MigrationPhase,
  type MigrationReport,
  migrateTestnet,
} from './migration/migrate.ts';
export { logFiles, logTail } from './node-log.ts';
export { changePorts } from './own-ports.ts';
export { makeOwnedHome, removeLeftTestnets, removeTestnetHome } from './owned-home.ts';
export {
  becomeNode,
  findProcess,
  isPaused,
  killProcess,
  pauseProcess,
  resumeProcess,
  startProcess,
  stopAll,
  stopProcess,
} from './processes.ts';
export { type RecoveredTestnet, recoverTestnet } from './recover-chain.ts';
export {
  type NodeStatus,
  startTestnet,
  testnetStatus,
  untilHeight,
  untilReady,
} from './start.ts';
export { lastWords, type UnresponsiveNode, whyUnresponsive } from './why-stopped.ts';
