/** A machine that breaks its promises: what the lock of Tendermint is there to prevent. */
import type { ConsensusState, Input, StepResult } from '@trellis/consensus';
import type { Machine } from './world.ts';

/** The same machine, but forgetting after each step what it locked on. */
export function withoutLock(machine: Machine): Machine {
  return {
    ...machine,
    step(state: ConsensusState, input: Input): StepResult {
      const result = machine.step(state, input);
      const { current } = result.state;
      if (current === null || current.locked === null) return result;
      return { ...result, state: { ...result.state, current: { ...current, locked: null } } };
    },
  };
}
