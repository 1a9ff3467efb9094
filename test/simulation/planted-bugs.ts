/** Bugs that a simulator worth its name finds: each is planted in otherwise correct nodes. */
import type { ConsensusState, Input, StepResult } from '../../packages/consensus/src/index.ts';
import { realMachine, type Scenario } from './scenario.ts';
import { createForgetfulSigner } from './signer.ts';
import { createWriteAheadLog, type WriteAheadLog } from './write-ahead-log.ts';

export interface PlantedBug {
  readonly name: string;
  /** The invariants that may notice it first. */
  readonly noticedBy: readonly string[];
  readonly plant: Omit<Scenario, 'seed' | 'validators'>;
}

export const plantedBugs: readonly PlantedBug[] = [
  {
    name: 'a machine that forgets its lock',
    noticedBy: ['agreement'],
    plant: { machine: { ...realMachine, step: stepWithoutLock } },
  },
  {
    name: 'a quorum of 2f instead of 2f + 1',
    noticedBy: ['certificate', 'agreement'],
    plant: { machine: { ...realMachine, step: stepWithSmallQuorum } },
  },
  {
    name: 'nothing lost is sent again',
    noticedBy: ['progress'],
    plant: { machine: { ...realMachine, missingFor: () => [] } },
  },
  {
    name: 'votes leave before anything is on disk',
    noticedBy: ['double sign'],
    plant: { createSigner: createForgetfulSigner, createLog: createUnsyncedLog },
  },
];

function stepWithoutLock(state: ConsensusState, input: Input): StepResult {
  const result = realMachine.step(state, input);
  const { current } = result.state;
  if (current === null) return result;
  return {
    ...result,
    state: { ...result.state, current: { ...current, locked: null, valid: null } },
  };
}

function stepWithSmallQuorum(state: ConsensusState, input: Input): StepResult {
  if (input.type !== 'startHeight') return realMachine.step(state, input);
  const { validators } = input;
  const totalPower = Math.floor((validators.totalPower * 3) / 4);
  return realMachine.step(state, { ...input, validators: { ...validators, totalPower } });
}

function createUnsyncedLog(): WriteAheadLog {
  return { ...createWriteAheadLog(), sync() {} };
}
