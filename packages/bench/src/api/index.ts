/** What a node's HTTP API bears. */
export {
  type ApiBenchOptions,
  type ApiBenchResult,
  defaultApiBenchOptions,
  quickApiBenchOptions,
  runApiBench,
} from './api-bench.ts';
export { apiBenchText } from './text.ts';
