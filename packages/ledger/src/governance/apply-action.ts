/** Which rule an action of a proposal is done by. */
import type { GovernanceAction, Status } from '@trellis/protocol';
import type { BlockContext } from '../state/block-context.ts';
import type { Draft } from '../state/state.ts';
import { addNode, removeNode, rotateNetworkKey, setOperator } from './change-nodes.ts';
import {
  allowScheme,
  grantRole,
  phaseOutScheme,
  revokeRole,
  setFees,
  setLimits,
} from './change-rules.ts';
import {
  addValidator,
  removeValidator,
  rotateValidatorKey,
  setPower,
} from './change-validators.ts';

/** Does one action; on any status but `success` the draft is of no use any more. */
export function applyAction(state: Draft, context: BlockContext, action: GovernanceAction): Status {
  switch (action.type) {
    case 'addValidator':
      return addValidator(state, context, action);
    case 'removeValidator':
      return removeValidator(state, context, action);
    case 'setPower':
      return setPower(state, context, action);
    case 'rotateValidatorKey':
      return rotateValidatorKey(state, context, action);
    case 'addNode':
      return addNode(state, context, action);
    case 'removeNode':
      return removeNode(state, context, action);
    case 'rotateNetworkKey':
      return rotateNetworkKey(state, context, action);
    case 'setOperator':
      return setOperator(state, context, action);
    case 'grantRole':
      return grantRole(state, action);
    case 'revokeRole':
      return revokeRole(state, action);
    case 'allowScheme':
      return allowScheme(state, action);
    case 'phaseOutScheme':
      return phaseOutScheme(state, context, action);
    case 'setLimits':
      return setLimits(state, action);
    case 'setFees':
      return setFees(state, action);
  }
}
