/** postHold and claimHold: a hold is paid to its payee, by its arbiter or to whoever shows its preimage. */
import { sha256 } from '@trellis/crypto';
import { type HoldRecord, type OperationOf, type Status, stateKey } from '@trellis/protocol';
import { closeHold, namedHold } from '../holds/open-holds.ts';
import { movementStatus } from '../state/asset-rules.ts';
import type { BlockContext } from '../state/block-context.ts';
import type { State, UnitsOverlay } from '../state/state.ts';

/** The arbiter pays out all of it or a part; the rest goes back at once. */
export function postHold(
  state: UnitsOverlay,
  operation: OperationOf<'postHold'>,
  context: BlockContext,
): Status {
  const { source, hold: id, asset, amount } = operation;
  if (amount === 0n) return 'zero_amount';
  const hold = namedHold(state, operation);
  if (typeof hold === 'string') return hold;
  if (hold.asset !== asset) return 'hold_mismatch';
  if (hold.release.type !== 'arbiter') return 'wrong_release';
  if (hold.release.arbiter !== source) return 'not_hold_party';
  if (amount > hold.amount) return 'amount_above_hold';
  return payoutProblem(state, context, hold) ?? closeHold(state, id, hold, amount);
}

/**
 * Whoever shows the preimage: it is no secret any more once the first transaction with it is on its way.
 * So it pays all of the hold, or others could have a small part of it paid and the rest go back.
 */
export function claimHold(
  state: UnitsOverlay,
  operation: OperationOf<'claimHold'>,
  context: BlockContext,
): Status {
  const { hold: id, preimage } = operation;
  const hold = namedHold(state, operation);
  if (typeof hold === 'string') return hold;
  if (hold.release.type !== 'preimage') return 'wrong_release';
  if (sha256(preimage) !== hold.release.sha256) return 'wrong_preimage';
  return payoutProblem(state, context, hold) ?? closeHold(state, id, hold, hold.amount);
}

/** Why nobody can have this hold paid out now: it is too late, or the rules of the asset are against it. */
function payoutProblem(
  state: State,
  { time }: BlockContext,
  { asset, payer, payee, expiresAt }: HoldRecord,
): Status | undefined {
  if (time >= expiresAt) return 'hold_expired';
  const record = state.get(stateKey.asset(asset));
  if (record === undefined) return 'unknown_asset';
  return movementStatus(state, record, [payer, payee]);
}
