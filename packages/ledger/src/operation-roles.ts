/** Which role each operation needs of its source. Tests that a role is needed are made from these tables. */
import type { OperationType, Role } from '@trellis/protocol';

export const operationRoles: Readonly<Record<OperationType, Role>> = {
  createAccount: 'registrar',
  setPolicy: 'participant',
  defineAsset: 'issuer',
  mint: 'issuer',
  burn: 'participant',
  transfer: 'participant',
  propose: 'validator',
  vote: 'validator',
  setRecovery: 'participant',
  startRecovery: 'participant',
  vetoRecovery: 'participant',
  finishRecovery: 'participant',
  pay: 'participant',
  paySealed: 'participant',
  setEncryptionKey: 'participant',
  setAuditor: 'issuer',
  reserve: 'participant',
  postHold: 'participant',
  claimHold: 'participant',
  voidHold: 'participant',
  setAssetRules: 'issuer',
  freeze: 'issuer',
  unfreeze: 'issuer',
  clawback: 'issuer',
  allowHolder: 'issuer',
  disallowHolder: 'issuer',
};

/** Operations on a hold that only who is named by it may do, whatever role it has: `not_hold_party`. */
export const holdPartyOperations: readonly OperationType[] = ['postHold', 'voidHold'];

/** Operations that an issuer may do with assets of its own only: `not_issuer`. */
export const ownAssetOperations: readonly OperationType[] = [
  'mint',
  'setAssetRules',
  'freeze',
  'unfreeze',
  'clawback',
  'allowHolder',
  'disallowHolder',
  'setAuditor',
];
