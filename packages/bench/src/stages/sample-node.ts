/** Loaded by a measured node with `--import`: divides its main thread's time between stages. */
import { registerStageSampler } from '@trellis/node/stage-sampler';
import { startStageSampler } from './stage-sampler.ts';

registerStageSampler(startStageSampler());
