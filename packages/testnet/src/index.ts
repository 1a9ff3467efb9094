/** Testnets as a library: making them, running their nodes as processes, and the keys they come with. */

export { nodeDatabaseSizes } from './database-sizes.ts';
export { type ChainComparison, compareChains, type NodeBlock } from './drill/compare-chains.ts';
export { type FinalPayment, type Load, startLoad } from './drill/load.ts';
export { findBasePort } from './free-ports.ts';
export {
  type GenesisAccount,
  initTestnet,
  operatorName,
  type TestnetOptions,
  treasuryName,
} from './init.ts';
export {
  genesisPath,
  nodeFiles,
  nodeFolder,
  readManifest,
  TestnetError,
  type TestnetManifest,
  type TestnetNode,
  testnetFolder,
} from './layout.ts';
export {
  findProcess,
  isPaused,
  killProcess,
  logTail,
  pauseProcess,
  resumeProcess,
  startProcess,
  stopAll,
  stopProcess,
} from './processes.ts';
export {
  type NodeStatus,
  startTestnet,
  testnetStatus,
  untilHeight,
  untilReady,
} from './start.ts';
export { lastWords, type Silence, whySilent } from './why-stopped.ts';
