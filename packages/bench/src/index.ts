/** What signatures cost, from one call to a whole network. */
export * from './api/index.ts';
export * from './channel/index.ts';
export * from './channel-load/index.ts';
export { compareRuns, type RunComparison } from './compare/compare-runs.ts';
export { comparisonText } from './compare/text.ts';
export { createRun, type RunFacts } from './environment.ts';
export * from './growth/index.ts';
export * from './ledger/index.ts';
export { defaultPrices, type Prices } from './report/prices.ts';
export { reportPage, writeReport } from './report/report.ts';
export { BenchError, type BenchRun, readRun, readRunAt, writeRun } from './run.ts';
export { runFileName } from './run-file-name.ts';
export * from './signatures/index.ts';
export {
  measureVerifyBound,
  type VerifyBound,
  verifyBoundText,
} from './verify-bound/verify-bound.ts';
