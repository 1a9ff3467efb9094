/** The commands that run nodes or read their databases: those that load the whole node. */
export { addApiKeyCommands } from './commands/apikey.ts';
export { addAuditCommands } from './commands/audit.ts';
export { addBenchCommands } from './commands/bench.ts';
export { addDemoCommand } from './commands/demo.ts';
export { addSnapshotCommands } from './commands/snapshot.ts';
export { addTestnetCommands } from './commands/testnet.ts';
export { addVerifyCommand } from './commands/verify.ts';
