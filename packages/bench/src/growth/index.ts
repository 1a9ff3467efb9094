/** How costs grow with accounts and validators. */
export type { AccountsSize } from './accounts-growth.ts';
export {
  type GrowthHandlers,
  type GrowthResult,
  growthOptionsProblem,
  runGrowthBench,
} from './growth-bench.ts';
export { growthMetrics } from './metrics.ts';
export { defaultGrowthOptions, type GrowthOptions, quickGrowthOptions } from './options.ts';
export { formatGrowth } from './text.ts';
export type { ValidatorsSize } from './validators-growth.ts';
