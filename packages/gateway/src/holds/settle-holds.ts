/** Instructions that are paid by holds: each is final once its payee took it, and rejected once it went back. */
import { formatAmount, getAsset } from '@trellis/client';
import { isHash } from '@trellis/crypto';
import { isAssetCode } from '@trellis/protocol';
import type { InstructionEvent } from '../journal/instruction-state.ts';
import type { GatewayParts } from '../setup/gateway-parts.ts';
import { endOfHold, type HoldEnd, type MadeHold } from './hold-end.ts';

/** Looks at the holds of a message, and writes down what ended. */
export async function settleHolds(parts: GatewayParts, key: string): Promise<void> {
  const { journal, light, accounts, log } = parts;
  for (const { position, state } of journal.instructionsOf(key)) {
    if (state.type !== 'reserved') continue;
    const { hold: id, transactionId, height } = state;
    const facts = journal.factsOf(key, position);
    // What this gateway has written itself.
    if (facts === undefined || !isAssetCode(facts.asset)) continue;
    if (!isHash(id) || !isHash(transactionId)) continue;
    const payee = await accounts.resolve(facts.payee);
    const hold: MadeHold = { id, transactionId, height, payee, asset: facts.asset };
    const end = await endOfHold(light, hold);
    if (end.type === 'open') continue;
    const decimals = (await getAsset(light, facts.asset)).value.decimals;
    const paid = end.type === 'paid' && end.amount !== null ? end.amount : facts.amount;
    const note = `${formatAmount(paid, decimals)} ${facts.asset} of it`;
    journal.step(key, position, eventOf(end, note));
    log('info', 'hold_ended', { message: key, position, how: end.type });
  }
}

function eventOf(end: Exclude<HoldEnd, { readonly type: 'open' }>, part: string): InstructionEvent {
  if (end.type === 'back') {
    return end.isExpired
      ? { type: 'return', reason: 'AB05', message: 'the payee did not take it before it expired' }
      : { type: 'return', reason: 'DS02', message: 'the payee’s side gave it back' };
  }
  const { transactionId, height, time, amount } = end;
  const outcome = {
    ...{ type: 'final' as const, transactionId, height },
    time: new Date(Number(time)).toISOString(),
    // A payee may take a part; who is told that it is final has to know.
    ...(amount !== null && { note: `the payee took ${part}, and the rest went back` }),
  };
  return { type: 'settle', outcome };
}
