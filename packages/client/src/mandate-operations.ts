/** Mandates: letting others pay from an account, and paying under one. */
import type { Address, Hash } from '@trellis/crypto';
import {
  type MandateRecord,
  type MandateTerms,
  noRemittance,
  type OperationOf,
  type Remittance,
} from '@trellis/protocol';
import { givenObject } from './given.ts';

/**
 * Lets a delegate pay from `owner`; the mandate is `mandateId(transactionId, operationIndex)`.
 *
 * @example
 * const operation = grantMandate(from, terms);
 */
export function grantMandate(owner: Address, terms: MandateTerms): OperationOf<'grantMandate'> {
  return { type: 'grantMandate', source: owner, ...terms };
}

/**
 * Ends a mandate at once.
 *
 * @example
 * const operation = revokeMandate(from, mandate.id);
 */
export function revokeMandate(owner: Address, mandate: Hash): OperationOf<'revokeMandate'> {
  return { type: 'revokeMandate', source: owner, mandate };
}

/**
 * Ends a mandate at once, signed by the recovery keys of its owner.
 *
 * @example
 * const operation = revokeMandateByRecovery(from, mandate.id);
 */
export function revokeMandateByRecovery(
  owner: Address,
  mandate: Hash,
): OperationOf<'revokeMandateByRecovery'> {
  return { type: 'revokeMandateByRecovery', source: owner, mandate };
}

/** A mandate, as `getMandate` gives it: the delegate who signs sees whose it is. */
export interface NamedMandate {
  readonly id: Hash;
  readonly mandate: Pick<MandateRecord, 'owner' | 'asset'>;
}

/**
 * Pays from the owner of a mandate, by its delegate.
 *
 * @example
 * const operation = payUnderMandate(to, mandate, { to, amount: 5n });
 */
export function payUnderMandate(
  delegate: Address,
  named: NamedMandate,
  payment: {
    readonly to: Address;
    readonly amount: bigint;
    readonly remittance?: Partial<Remittance>;
  },
): OperationOf<'payUnderMandate'> {
  const { id, mandate } = givenObject(named, 'a mandate with its id');
  const { owner, asset } = givenObject(mandate, 'a mandate, as getMandate gives it');
  const { to, amount, remittance } = givenObject(payment, 'the parts of an operation');
  return {
    type: 'payUnderMandate',
    source: delegate,
    mandate: id,
    from: owner,
    to,
    asset,
    amount,
    remittance: { ...noRemittance, ...remittance },
  };
}
