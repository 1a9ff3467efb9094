/** Where a measurement registers its sampler of the main thread, since a node has none of its own. */
import type { Stage } from '@trellis/protocol';

/** Microseconds of the main thread's CPU time since the start of sampling. */
export interface SampledTime {
  readonly stages: Readonly<Record<Stage, number>>;
  /** What reading itself took until now, which is in no stage: V8 walks the heap for it each time. */
  readonly own: number;
}

let sampler: (() => SampledTime) | null = null;

/** Called by a module that the measured node loads with `--import`, before the node starts. */
export function registerStageSampler(read: () => SampledTime): void {
  sampler = read;
}

/** `null` without a sampler: the main thread's time is then not divided. */
export function readStages(): SampledTime | null {
  return sampler?.() ?? null;
}
