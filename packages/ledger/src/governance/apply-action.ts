/** Which rule an action of a proposal is done by. */
import type { GovernanceActionOf, GovernanceActionType, Status } from '@trellis/protocol';
import type { BlockContext } from '../state/block-context.ts';
import type { Overlay } from '../state/state.ts';
import { nodeChanges } from './change-nodes.ts';
import { ruleChanges } from './change-rules.ts';
import { validatorChanges } from './change-validators.ts';

const rules: {
  readonly [T in GovernanceActionType]: (
    state: Overlay,
    action: GovernanceActionOf<T>,
    context: BlockContext,
  ) => Status;
} = { ...validatorChanges, ...nodeChanges, ...ruleChanges };

/** Does one action; on any status but `success` the draft is of no use any more. */
export function applyAction<T extends GovernanceActionType>(
  state: Overlay,
  action: GovernanceActionOf<T>,
  context: BlockContext,
): Status {
  return rules[action.type](state, action, context);
}
