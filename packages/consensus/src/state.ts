/** The whole state of the machine: plain immutable data. */
import type { Timeouts } from './timeouts.ts';

export interface ConsensusState {
  readonly timeouts: Timeouts;
}

/** The idle machine, before any height. */
export function createConsensus(timeouts: Timeouts): ConsensusState {
  return { timeouts };
}
