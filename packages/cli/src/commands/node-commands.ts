/** The commands that run nodes or read their databases: those that load the whole node. */
export { addApiKeyCommands } from './apikey.ts';
export { addAuditCommands } from './audit.ts';
export { addBenchCommands } from './bench.ts';
export { addDemoCommand } from './demo.ts';
export { addSnapshotCommands } from './snapshot.ts';
export { addTestnetCommands } from './testnet.ts';
export { addVerifyCommand } from './verify.ts';
