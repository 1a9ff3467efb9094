/**
 * The block that a chain recovery makes: it changes who decides, and forgives what was signed before, as nothing of
 * that counts any longer. Everybody makes it again from the plan, as block 0 from the genesis.
 */
import {
  type Height,
  nextHeight,
  type RecoveryPlan,
  stateKey,
  type ValidatorMember,
  validatorAddress,
} from '@trellis/protocol';
import { type BlockExecution, finishBlock } from './execute.ts';
import { scheduledMembers, setsUntil } from './governance/change-validators.ts';
import { createBlockOverlay } from './state/block-overlay.ts';
import { validatorSchedule } from './state/registry.ts';
import type { Overlay, State } from './state/state.ts';
import type { StateTree } from './state/state-tree.ts';
import { changeValidatorHistory } from './state/validator-history.ts';

/** What the block after `height` does to the state after the block of that height. */
export function executeRecovery(
  state: State,
  tree: StateTree,
  height: Height,
  validators: RecoveryPlan['validators'],
): BlockExecution {
  const block = createBlockOverlay(state);
  const own = nextHeight(height);
  const fromHeight = nextHeight(own);
  const replaced = scheduledMembers(block);
  endSchedule(block, own);
  changeValidatorHistory(block, replaced, validators, fromHeight);
  const { sets } = validatorSchedule(block);
  block.set(stateKey.validators('schedule'), {
    sets: [...setsUntil(sets, own, fromHeight), { fromHeight, members: validators }],
  });
  for (const member of [...replaced, ...validators]) forgive(block, member, fromHeight);
  return finishBlock(block, tree, { evidence: [], height: own }, [], []);
}

/** What was to follow, and never will. */
function endSchedule(state: Overlay, last: Height): void {
  const { sets } = validatorSchedule(state);
  state.set(stateKey.validators('schedule'), {
    sets: sets.filter(({ fromHeight }) => fromHeight <= last),
  });
}

function forgive(state: Overlay, member: ValidatorMember, before: Height): void {
  const key = stateKey.voter(validatorAddress(member));
  const history = state.get(key);
  if (history !== undefined) state.set(key, { ...history, answeredBefore: before });
}
