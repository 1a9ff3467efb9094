/** How costs grow with accounts and validators. */
export type { AccountsSize } from './accounts-growth.ts';
export {
  defaultGrowthOptions,
  type GrowthHandlers,
  type GrowthOptions,
  type GrowthResult,
  growthOptionsProblem,
  quickGrowthOptions,
  runGrowthBench,
} from './growth-bench.ts';
export { growthMetrics } from './metrics.ts';
export { formatGrowth } from './text.ts';
export type { ValidatorsSize } from './validators-growth.ts';
