/** What signatures cost in a running network. */

export { type BenchAccount, benchAccounts } from './accounts.ts';
export { type Generator, startGenerator } from './generator.ts';
export { probeAccounts } from './generator-messages.ts';
export type { Latency } from './latency.ts';
export {
  type LedgerHandlers,
  type LedgerProgress,
  type LedgerResult,
  runLedgerBench,
} from './ledger-bench.ts';
export { LedgerError, type LedgerErrorCode } from './ledger-error.ts';
export { ledgerMetrics } from './metrics.ts';
export { type CostTopic, costTopics, type NodeCosts, type PaymentCost } from './node-costs.ts';
export {
  defaultLedgerOptions,
  type LedgerOptions,
  ledgerOptionsProblem,
  networkSchemes,
  quickLedgerOptions,
  quickNotice,
  type Workload,
  workloads,
} from './options.ts';
export { formatLedger } from './text.ts';
export type {
  IdleFinality,
  LedgerTrial,
  LoadPhase,
  LoadPhaseName,
  MessageSizes,
} from './trial-result.ts';
