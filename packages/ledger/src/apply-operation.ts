/** Which rule an operation is applied by. */
import type { Hash } from '@trellis/crypto';
import type { Operation, Status } from '@trellis/protocol';
import { propose } from './governance/propose.ts';
import { vote } from './governance/vote.ts';
import { operationRoles } from './operation-roles.ts';
import { setListed } from './operations/allow-holder.ts';
import { burn } from './operations/burn.ts';
import { clawback } from './operations/clawback.ts';
import { createAccount } from './operations/create-account.ts';
import { defineAsset } from './operations/define-asset.ts';
import { finishRecovery } from './operations/finish-recovery.ts';
import { setFrozen } from './operations/freeze.ts';
import { mint } from './operations/mint.ts';
import { pay } from './operations/pay.ts';
import { paySealed } from './operations/pay-sealed.ts';
import { claimHold, postHold } from './operations/post-hold.ts';
import { reserve } from './operations/reserve.ts';
import { setAssetRules } from './operations/set-asset-rules.ts';
import { setAuditor } from './operations/set-auditor.ts';
import { setEncryptionKey } from './operations/set-encryption-key.ts';
import { setPolicy } from './operations/set-policy.ts';
import { setRecovery } from './operations/set-recovery.ts';
import { startRecovery } from './operations/start-recovery.ts';
import { transfer } from './operations/transfer.ts';
import { vetoRecovery } from './operations/veto-recovery.ts';
import { voidHold } from './operations/void-hold.ts';
import type { BlockContext } from './state/block-context.ts';
import { hasRole } from './state/registry.ts';
import type { Draft } from './state/state.ts';

/**
 * Applies an operation; on any status but `success` the draft is of no use any more. `newHold` is the id
 * of the hold that it makes, if it makes one.
 */
export function applyOperation(
  state: Draft,
  context: BlockContext,
  operation: Operation,
  newHold: Hash,
): Status {
  const role = operationRoles[operation.type];
  if (!hasRole(state, operation.source, role, context.height)) return 'role_missing';
  switch (operation.type) {
    case 'createAccount':
      return createAccount(state, context, operation);
    case 'setPolicy':
      return setPolicy(state, context, operation);
    case 'defineAsset':
      return defineAsset(state, operation);
    case 'mint':
      return mint(state, operation);
    case 'burn':
      return burn(state, operation);
    case 'propose':
      return propose(state, context, operation);
    case 'vote':
      return vote(state, context, operation);
    case 'transfer':
      return transfer(state, operation);
    case 'setRecovery':
      return setRecovery(state, context, operation);
    case 'startRecovery':
      return startRecovery(state, context, operation);
    case 'vetoRecovery':
      return vetoRecovery(state, operation);
    case 'finishRecovery':
      return finishRecovery(state, context, operation);
    case 'reserve':
      return reserve(state, context, operation, newHold);
    case 'postHold':
      return postHold(state, context, operation);
    case 'claimHold':
      return claimHold(state, context, operation);
    case 'voidHold':
      return voidHold(state, operation);
    case 'pay':
      return pay(state, operation);
    case 'paySealed':
      return paySealed(state, operation);
    case 'setEncryptionKey':
      return setEncryptionKey(state, context, operation);
    case 'setAuditor':
      return setAuditor(state, context, operation);
    case 'setAssetRules':
      return setAssetRules(state, operation);
    case 'freeze':
    case 'unfreeze':
      return setFrozen(state, context, operation);
    case 'clawback':
      return clawback(state, operation);
    case 'allowHolder':
    case 'disallowHolder':
      return setListed(state, context, operation);
  }
}
