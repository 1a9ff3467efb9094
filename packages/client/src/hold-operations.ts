/** Two-phase payments: units that wait for an arbiter's word, or for a secret, and go back at their time. */
import type { Address, Hash } from '@trellis/crypto';
import type { AssetCode, HoldRecord, HoldRelease, OperationOf } from '@trellis/protocol';
import { givenObject } from './given.ts';

/**
 * Takes units from `from` and keeps them for `to`; the hold is `holdId(transactionId, operationIndex)`.
 *
 * @example
 * const expiresAt = BigInt(Math.ceil(Date.now() / 1_000) + 3_600) * 1_000n;
 * const release = { type: 'arbiter', arbiter: to } as const;
 * const operation = reserve({ from, to, asset, amount: 5n, expiresAt, release });
 */
export function reserve(hold: {
  readonly from: Address;
  readonly to: Address;
  readonly asset: AssetCode;
  readonly amount: bigint;
  /** Milliseconds since 1970, a whole second: from this block time on it goes back. */
  readonly expiresAt: bigint;
  readonly release: HoldRelease;
}): OperationOf<'reserve'> {
  const { from, ...rest } = givenObject(hold, 'the parts of an operation');
  return { type: 'reserve', source: from, ...rest };
}

/** A hold, as `getHold` gives it: who signs for an operation on it sees whose it is. */
export interface NamedHold {
  readonly id: Hash;
  readonly hold: Pick<HoldRecord, 'payer' | 'payee'>;
}

/**
 * Pays `amount` of a hold to its payee, by its arbiter; the rest goes back to the payer at once.
 *
 * @example
 * const operation = postHold(to, hold, { asset, amount: 5n });
 */
export function postHold(
  arbiter: Address,
  named: NamedHold,
  units: { readonly asset: AssetCode; readonly amount: bigint },
): OperationOf<'postHold'> {
  const { id, payer, payee } = partiesOf(named);
  const { asset, amount } = givenObject(units, 'the parts of an operation');
  return { type: 'postHold', source: arbiter, hold: id, from: payer, to: payee, asset, amount };
}

/**
 * Pays all of a hold to its payee, by the 32 bytes whose SHA-256 hash it names; anybody may.
 *
 * @example
 * const operation = claimHold(to, hold, new Uint8Array(32));
 */
export function claimHold(
  claimant: Address,
  named: NamedHold,
  preimage: Uint8Array,
): OperationOf<'claimHold'> {
  const { id, payer, payee } = partiesOf(named);
  return { type: 'claimHold', source: claimant, hold: id, from: payer, to: payee, preimage };
}

/**
 * Gives a hold back before its time, by its payee or its arbiter.
 *
 * @example
 * const operation = voidHold(to, hold);
 */
export function voidHold(party: Address, named: NamedHold): OperationOf<'voidHold'> {
  const { id, payer, payee } = partiesOf(named);
  return { type: 'voidHold', source: party, hold: id, from: payer, to: payee };
}

function partiesOf(named: NamedHold) {
  const { id, hold } = givenObject(named, 'a hold with its id');
  const { payer, payee } = givenObject(hold, 'a hold, as getHold gives it');
  return { id, payer, payee };
}
