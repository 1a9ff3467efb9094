/** Which role each operation needs of its source. Tests that a role is needed are made from this table. */
import type { OperationType, Role } from '@trellis/protocol';

export const operationRoles: Readonly<Record<OperationType, Role>> = {
  createAccount: 'registrar',
  setPolicy: 'participant',
  defineAsset: 'issuer',
  /** And only of an asset of its own: `not_issuer`. */
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
};
