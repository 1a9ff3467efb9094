/** The open holds: kept under their ids, and under the second at which each ends. */
import type { Hash } from '@trellis/crypto';
import {
  type HoldRecord,
  limits,
  type OperationOf,
  type Status,
  stateKey,
} from '@trellis/protocol';
import { credit } from '../state/balances.ts';
import type { State, UnitsOverlay } from '../state/state.ts';
import { earliestSecond, popSecond, pushSecond } from './expiry-queue.ts';

const secondOf = ({ expiresAt }: HoldRecord): bigint => expiresAt / 1_000n;

/** The hold that an operation is about, if it is between the accounts that the operation names. */
export function namedHold(
  state: State,
  { hold: id, from, to }: OperationOf<'postHold' | 'claimHold' | 'voidHold'>,
): HoldRecord | Status {
  const hold = state.get(stateKey.hold(id));
  if (hold === undefined) return 'unknown_hold';
  return hold.payer === from && hold.payee === to ? hold : 'hold_mismatch';
}

/** Keeps a new hold, whose units have been taken from its payer; or says that too many end then. */
export function openHold(state: UnitsOverlay, id: Hash, hold: HoldRecord): Status | undefined {
  const second = secondOf(hold);
  const bucket = state.get(stateKey.expiry(second));
  if (bucket === undefined) pushSecond(state, second);
  const holds = bucket?.holds ?? [];
  if (holds.length >= limits.holdsPerSecondMax) return 'too_many_holds';
  state.set(stateKey.expiry(second), { holds: [...holds, id] });
  state.set(stateKey.hold(id), hold);
  return undefined;
}

/** Ends a hold: `paid` goes to its payee, the rest back to its payer, whatever is frozen for the payer. */
export function closeHold(state: UnitsOverlay, id: Hash, hold: HoldRecord, paid: bigint): Status {
  const { payer, payee, asset, amount } = hold;
  const second = secondOf(hold);
  // An empty list stays until its second has come, as the second does in the queue.
  const holds = state.get(stateKey.expiry(second))?.holds ?? [];
  state.set(stateKey.expiry(second), { holds: holds.filter((other) => other !== id) });
  state.set(stateKey.hold(id), null);
  const problem =
    (paid > 0n ? credit(state, payee, asset, paid) : undefined) ??
    (amount > paid ? credit(state, payer, asset, amount - paid) : undefined);
  return problem ?? 'success';
}

/**
 * Gives back the holds whose time has come, at the start of a block: second by second, at least
 * `holdsExpiredPerBlock` of them if there are as many. One that is left over can't be paid out either.
 */
export function expireHolds(state: UnitsOverlay, time: bigint): void {
  let freed = 0;
  while (freed < limits.holdsExpiredPerBlock) {
    const second = earliestSecond(state);
    if (second === undefined || second * 1_000n > time) return;
    for (const id of state.get(stateKey.expiry(second))?.holds ?? []) {
      const hold = state.get(stateKey.hold(id));
      if (hold === undefined)
        throw new Error(`hold ${id} is to end at ${second}, and is not there`);
      // Can't overflow: the units are part of a supply that fits.
      credit(state, hold.payer, hold.asset, hold.amount);
      state.set(stateKey.hold(id), null);
      freed += 1;
    }
    state.set(stateKey.expiry(second), null);
    popSecond(state);
  }
}
