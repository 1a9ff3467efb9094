/**
 * What a transaction can do: every operation that there is, and the facts about each. An operation
 * names its source, the account whose policy must be met.
 */
import type { Address } from '@trellis/crypto';
import { accountOperations } from './account-operations.ts';
import { assetControlOperations } from './asset-control-operations.ts';
import { assetOperations } from './asset-operations.ts';
import { union } from './codec-composite.ts';
import { directoryOperations } from './directory-operations.ts';
import { governanceOperations } from './governance-operations.ts';
import { holdOperations } from './hold-operations.ts';
import { mandateOperations } from './mandate-operations.ts';
import type { Movement, Units } from './movement.ts';
import type { Moves, OperationFacts } from './operation-definition.ts';
import { paymentOperations } from './payment-operations.ts';
import { recoveryOperations } from './recovery-operations.ts';
import { type PartsOf, variantsOf } from './variants.ts';

const table = {
  ...accountOperations,
  ...assetOperations,
  ...paymentOperations,
  ...holdOperations,
  ...assetControlOperations,
  ...recoveryOperations,
  ...governanceOperations,
  ...directoryOperations,
  ...mandateOperations,
};

export const operationCodec = union(variantsOf(table));

type Parts = PartsOf<typeof table>;
export type OperationType = keyof Parts;
export type OperationOf<T extends OperationType> = {
  [K in T]: { readonly type: K } & Parts[K];
}[T];
export type Operation = OperationOf<OperationType>;

/** The operations that say what they move; no other may change a balance or a hold (`Rule` of the ledger). */
export type MovingOperation = {
  [T in OperationType]: (typeof table)[T]['moves'] extends null ? never : T;
}[OperationType];

/** The table again, by a type that each of its callbacks can be called by. */
const facts: {
  readonly [T in OperationType]: OperationFacts<OperationOf<T>> & {
    readonly moves: Moves<OperationOf<T>> | null;
  };
} = table;

/** Every kind of operation. */
export const operationTypes = Object.keys(table) as readonly OperationType[];

/** Who may do operations of a kind, on what, and by whose signatures. */
export function operationFacts(
  type: OperationType,
): Pick<OperationFacts<never>, 'role' | 'limitedTo' | 'signedBy'> {
  return table[type];
}

/** The accounts that an operation has to be signed by. */
export function operationSigners<T extends OperationType>(
  operation: OperationOf<T>,
): readonly Address[] {
  const cosigners = facts[operation.type].cosignedBy?.(operation);
  return cosigners === undefined ? [operation.source] : [operation.source, ...cosigners];
}

/** The accounts that an operation acts for, pays to, acts on, names or makes; some may come up twice. */
export function operationAccounts<T extends OperationType>(
  operation: OperationOf<T>,
): readonly Address[] {
  return [operation.source, ...facts[operation.type].affects(operation)];
}

/**
 * What an operation moves when it is applied. What it moves out of a hold that it names depends on what
 * is in that: `held`, if the caller knows it.
 */
export function operationMovements<T extends OperationType>(
  operation: OperationOf<T>,
  held: Units | null = null,
): readonly Movement[] {
  return facts[operation.type].moves?.(operation, held) ?? [];
}
