/** Which rule an operation is applied by. */
import {
  type MovingOperation,
  type OperationOf,
  type OperationType,
  operationFacts,
  type Status,
} from '@trellis/protocol';
import { propose } from './governance/propose.ts';
import { announceVersion } from './governance/upgrade.ts';
import { vote } from './governance/vote.ts';
import { setListed } from './operations/allow-holder.ts';
import { burn } from './operations/burn.ts';
import { clawback } from './operations/clawback.ts';
import { createAccount } from './operations/create-account.ts';
import { defineAsset } from './operations/define-asset.ts';
import { finishRecovery } from './operations/finish-recovery.ts';
import { setFrozen } from './operations/freeze.ts';
import { grantMandate, payUnderMandate, revokeMandate } from './operations/mandates.ts';
import { mint } from './operations/mint.ts';
import { pay } from './operations/pay.ts';
import { paySealed } from './operations/pay-sealed.ts';
import { claimHold, postHold } from './operations/post-hold.ts';
import { reserve } from './operations/reserve.ts';
import { removeAlias, setAlias } from './operations/set-alias.ts';
import { setAssetRules } from './operations/set-asset-rules.ts';
import { setAuditor } from './operations/set-auditor.ts';
import { setEncryptionKey } from './operations/set-encryption-key.ts';
import { setPolicy } from './operations/set-policy.ts';
import { setRecovery } from './operations/set-recovery.ts';
import { startRecovery } from './operations/start-recovery.ts';
import { transfer } from './operations/transfer.ts';
import { vetoRecovery } from './operations/veto-recovery.ts';
import { voidHold } from './operations/void-hold.ts';
import type { BlockContext, OperationPlace } from './state/block-context.ts';
import { hasRole } from './state/registry.ts';
import type { Overlay, UnitsOverlay } from './state/state.ts';

/** How an operation is applied. */
type Rule<T extends OperationType, D extends Overlay> = (
  state: D,
  operation: OperationOf<T>,
  context: BlockContext,
  place: OperationPlace,
) => Status;

/** Only the rules of operations that say what they move (`operationMovements`) can move units. */
export type OperationRules = {
  readonly [T in MovingOperation]: Rule<T, UnitsOverlay>;
} & {
  readonly [T in Exclude<OperationType, MovingOperation>]: Rule<T, Overlay>;
};

const operationRules: OperationRules = {
  createAccount,
  setPolicy,
  setEncryptionKey,
  defineAsset,
  mint,
  burn,
  setAuditor,
  transfer,
  pay,
  paySealed,
  reserve,
  postHold,
  claimHold,
  voidHold,
  setAssetRules,
  freeze: setFrozen,
  unfreeze: setFrozen,
  clawback,
  allowHolder: setListed,
  disallowHolder: setListed,
  setRecovery,
  startRecovery,
  vetoRecovery,
  finishRecovery,
  propose,
  vote,
  announceVersion,
  setAlias,
  removeAlias,
  grantMandate,
  revokeMandate,
  revokeMandateByRecovery: revokeMandate,
  payUnderMandate,
};

/** The rules by a type that each of them can be called by. */
const rules: { readonly [T in OperationType]: Rule<T, UnitsOverlay> } = operationRules;

/** Applies an operation; on any status but `success` the draft is of no use any more. */
export function applyOperation<T extends OperationType>(
  state: UnitsOverlay,
  operation: OperationOf<T>,
  context: BlockContext,
  place: OperationPlace,
): Status {
  const { role } = operationFacts(operation.type);
  if (!hasRole(state, operation.source, role, context.height)) return 'role_missing';
  return rules[operation.type](state, operation, context, place);
}
