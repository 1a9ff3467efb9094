/** reserve: units leave the source and wait for the payee, until they are paid out or their time comes. */
import { holdId, limits, type OperationOf, type Status, stateKey } from '@trellis/protocol';
import { openHold } from '../holds/open-holds.ts';
import { movementStatus } from '../state/asset-rules.ts';
import { debit } from '../state/balances.ts';
import type { BlockContext, OperationPlace } from '../state/block-context.ts';
import type { UnitsOverlay } from '../state/state.ts';

export function reserve(
  state: UnitsOverlay,
  operation: OperationOf<'reserve'>,
  { time, height }: BlockContext,
  { transactionId, index }: OperationPlace,
): Status {
  const { source, to, asset, amount, expiresAt, release } = operation;
  if (amount === 0n) return 'zero_amount';
  if (source === to) return 'same_account';
  if (expiresAt <= time || expiresAt > time + BigInt(limits.holdMsMax)) return 'invalid_hold_time';
  if (expiresAt % 1_000n !== 0n) return 'invalid_hold_time';
  const record = state.get(stateKey.asset(asset));
  if (record === undefined) return 'unknown_asset';
  const parties = release.type === 'arbiter' ? [to, release.arbiter] : [to];
  if (parties.some((party) => state.get(stateKey.account(party)) === undefined))
    return 'unknown_account';
  const problem =
    movementStatus(state, record, [source, to]) ?? debit(state, source, asset, amount);
  if (problem !== undefined) return problem;

  const hold = { payer: source, payee: to, asset, amount, expiresAt, release, reservedAt: height };
  return openHold(state, holdId(transactionId, index), hold) ?? 'success';
}
