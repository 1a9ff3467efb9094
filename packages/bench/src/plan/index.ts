/** How much a network needs: a model whose constants were measured. */

export { readRunAt } from '../run.ts';
export {
  type CapacityLimit,
  type CapacityPlan,
  type CapacityQuestion,
  planCapacity,
} from './capacity.ts';
export { committedRuns } from './committed-runs.ts';
export { type CapacityConstants, capacityConstants } from './constants.ts';
export { equalSites, namedSites, type Sites } from './sites.ts';
