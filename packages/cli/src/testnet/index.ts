/** Testnets as a library, for measurements and tests that need a real network. */
export { findBasePort } from './free-ports.ts';
export { type GenesisAccount, initTestnet, type TestnetOptions, treasuryName } from './init.ts';
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
export { findProcess, logTail, startProcess, stopAll, stopProcess } from './processes.ts';
export { startTestnet, testnetStatus, untilHeight, untilReady } from './start.ts';
