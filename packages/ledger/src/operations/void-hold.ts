/** voidHold: a hold goes back to its payer before its time. The payer alone can't do that: it promised. */
import type { Address } from '@trellis/crypto';
import { type HoldRecord, type OperationOf, type Status, stateKey } from '@trellis/protocol';
import { closeHold, namedHold } from '../holds/open-holds.ts';
import { assetRulesOf } from '../state/asset-rules.ts';
import type { State, UnitsOverlay } from '../state/state.ts';

export function voidHold(state: UnitsOverlay, operation: OperationOf<'voidHold'>): Status {
  const { source, hold: id } = operation;
  const hold = namedHold(state, operation);
  if (typeof hold === 'string') return hold;
  if (!mayVoid(state, hold, source)) return 'not_hold_party';
  return closeHold(state, id, hold, 0n);
}

/** An issuer who may claw units back must reach them, or a hold would be a place to hide them in. */
function mayVoid(state: State, { payee, release, asset }: HoldRecord, account: Address): boolean {
  if (account === payee) return true;
  if (release.type === 'arbiter' && account === release.arbiter) return true;
  const { clawback } = assetRulesOf(state, asset);
  return clawback === 'issuer' && state.get(stateKey.asset(asset))?.issuer === account;
}
