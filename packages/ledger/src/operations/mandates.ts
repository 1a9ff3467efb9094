/** grantMandate, revokeMandate and payUnderMandate: others pay for an account, within limits that the state counts. */
import type { Address, Hash } from '@trellis/crypto';
import {
  limits,
  type MandateRecord,
  mandateId,
  mandateRest,
  type OperationOf,
  type Status,
  stateKey,
} from '@trellis/protocol';
import { policyAt } from '../state/accounts.ts';
import type { BlockContext, OperationPlace } from '../state/block-context.ts';
import type { Overlay, State, UnitsOverlay } from '../state/state.ts';
import { transfer } from './transfer.ts';

export function grantMandate(
  state: Overlay,
  operation: OperationOf<'grantMandate'>,
  { time, height }: BlockContext,
  { transactionId, index }: OperationPlace,
): Status {
  const { type: _, source, ...terms } = operation;
  const problem = termsProblem(state, operation, time);
  if (problem !== undefined) return problem;
  const open = mandatesOf(state, source);
  // Those that are over make room, and only when it is needed: until then their owner sees them.
  const kept = open.length < limits.mandatesMax ? open : dropEnded(state, open, time);
  if (kept.length >= limits.mandatesMax) return 'too_many_mandates';

  const id = mandateId(transactionId, index);
  const unused = { payments: 0, currentPeriod: 0n, spent: 0n };
  state.set(stateKey.mandate(id), {
    owner: source,
    ...terms,
    grantedAt: height,
    startsAt: time,
    ...unused,
  });
  state.set(stateKey.mandates(source), { mandates: [...kept, id] });
  return 'success';
}

/** By the account itself, or by its recovery keys. */
export function revokeMandate(
  state: Overlay,
  { source, mandate: id }: OperationOf<'revokeMandate' | 'revokeMandateByRecovery'>,
): Status {
  const mandate = state.get(stateKey.mandate(id));
  if (mandate === undefined) return 'unknown_mandate';
  if (mandate.owner !== source) return 'mandate_mismatch';
  state.set(stateKey.mandate(id), null);
  setMandates(
    state,
    source,
    mandatesOf(state, source).filter((one) => one !== id),
  );
  return 'success';
}

/** Ends all that an account granted: whoever had its keys before may have granted them. */
export function revokeAllMandates(state: Overlay, owner: Address): void {
  const all = mandatesOf(state, owner);
  if (all.length === 0) return;
  for (const id of all) state.set(stateKey.mandate(id), null);
  setMandates(state, owner, []);
}

export function payUnderMandate(
  state: UnitsOverlay,
  operation: OperationOf<'payUnderMandate'>,
  context: BlockContext,
): Status {
  const { source, mandate: id, from, to, asset, amount } = operation;
  if (amount === 0n) return 'zero_amount';
  const mandate = state.get(stateKey.mandate(id));
  if (mandate === undefined) return 'unknown_mandate';
  if (mandate.owner !== from || mandate.asset !== asset) return 'mandate_mismatch';
  if (!isDelegate(state, mandate, source, context)) return 'not_delegate';
  if (context.time >= mandate.validUntil) return 'mandate_expired';
  if (mandate.payees.length > 0 && !mandate.payees.includes(to)) return 'payee_not_allowed';
  const rest = mandateRest(mandate, context.time);
  if (rest.payments <= 0) return 'mandate_used_up';
  if (amount > mandate.paymentMax || amount > rest.amount) return 'mandate_exceeded';
  const status = transfer(state, { type: 'transfer', source: from, to, asset, amount });
  if (status !== 'success') return status;

  state.set(stateKey.mandate(id), {
    ...mandate,
    payments: mandate.payments + 1,
    currentPeriod: rest.period,
    spent: mandate.periodMax - rest.amount + amount,
  });
  return 'success';
}

/** What keeps a mandate from being granted. */
function termsProblem(
  state: State,
  { source, delegate, asset, payees, ...terms }: OperationOf<'grantMandate'>,
  time: bigint,
): Status | undefined {
  const { paymentMax, periodMax, period, validUntil, paymentsMax } = terms;
  if (paymentMax === 0n || periodMax < paymentMax || paymentsMax === 0) return 'invalid_mandate';
  if (period < BigInt(limits.mandatePeriodMsMin)) return 'invalid_mandate';
  if (validUntil <= time || validUntil > time + BigInt(limits.mandateMsMax))
    return 'invalid_mandate';
  if (new Set(payees).size < payees.length) return 'invalid_mandate';
  if (state.get(stateKey.asset(asset)) === undefined) return 'unknown_asset';
  const named = delegate.type === 'account' ? [delegate.account, ...payees] : payees;
  if (named.includes(source)) return 'same_account';
  if (named.some((one) => state.get(stateKey.account(one)) === undefined)) return 'unknown_account';
  return undefined;
}

/** An account, or one that the delegate's key rules alone: a key that was rotated away pays nothing more. */
function isDelegate(
  state: State,
  { delegate }: MandateRecord,
  source: Address,
  { height }: BlockContext,
): boolean {
  if (delegate.type === 'account') return delegate.account === source;
  const account = state.get(stateKey.account(source));
  if (account === undefined) return false;
  const { keys } = policyAt(account, height);
  return keys.length === 1 && keys[0]?.address === delegate.key;
}

function mandatesOf(state: State, owner: Address): readonly Hash[] {
  return state.get(stateKey.mandates(owner))?.mandates ?? [];
}

function setMandates(state: Overlay, owner: Address, mandates: readonly Hash[]): void {
  state.set(stateKey.mandates(owner), mandates.length === 0 ? null : { mandates });
}

/** Forgets those of these mandates that can never be used again, and gives the others. */
function dropEnded(state: Overlay, all: readonly Hash[], time: bigint): readonly Hash[] {
  return all.filter((id) => {
    const mandate = state.get(stateKey.mandate(id));
    if (mandate === undefined) throw new Error(`the mandate ${id} is listed, and is not there`);
    const isOpen = mandateRest(mandate, time).payments > 0;
    if (!isOpen) state.set(stateKey.mandate(id), null);
    return isOpen;
  });
}
