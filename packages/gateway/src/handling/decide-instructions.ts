/** Decides on the instructions of a message that were not decided: rejects, holds or releases each, and writes it down. */
import { currentPolicy, formatAmount, getAccount } from '@trellis/client';
import { type Address, formatAddress } from '@trellis/crypto';
import type { TransferFile } from '@trellis/iso20022';
import { approverOf } from '../deciding/approval.ts';
import { limitExceeded } from '../deciding/limits.ts';
import { screen } from '../deciding/screening.ts';
import type { InstructionEvent, InstructionState } from '../journal/instruction-state.ts';
import type { InstructionRecord, PlannedFacts } from '../journal/journal.ts';
import type { PlannedPayment, PlannedTransfer } from '../payment/planned-transfer.ts';
import type { GatewayParts } from '../setup/gateway-parts.ts';

export type Plans = readonly PlannedTransfer<Address>[];

interface Decided {
  readonly position: number;
  readonly event: InstructionEvent;
  readonly facts?: PlannedFacts;
}

/** All that is decided now becomes known at once. */
export async function decideInstructions(
  parts: GatewayParts,
  file: TransferFile,
  { key, day }: { readonly key: string; readonly day: string },
  plans: Plans,
): Promise<void> {
  const { journal, metrics } = parts;
  const undecided = journal
    .instructionsOf(key)
    .filter(({ state }) => state.type === 'received' || state.type === 'held');
  if (undecided.length === 0) return;
  const states = new Map(undecided.map(({ position, state }) => [position, state] as const));
  const spending = createSpending(parts, day);
  const approved = await approvedIn(parts, key);
  const decided: Decided[] = [];
  for (const record of undecided) {
    const plan = plans[record.position];
    if (plan === undefined) continue;
    if (plan.type === 'rejected') {
      decided.push({
        position: record.position,
        event: { type: 'reject', reasons: plan.reasons },
      });
      continue;
    }
    const by = approved.get(record.position) ?? null;
    const event = await decide(parts, file, record, plan, { by, spending });
    if (event.type === 'release') spending.add(plan);
    decided.push({ position: record.position, event, facts: factsOf(plan) });
  }
  journal.together(() => {
    for (const { position, event, facts } of decided) {
      const before = states.get(position);
      if (isSameHold(before, event)) continue;
      journal.step(key, position, event, facts);
      if (event.type === 'hold') metrics.count('trellis_gateway_held_total');
      if (event.type === 'reject') metrics.count('trellis_gateway_rejected_total');
    }
  });
}

const isSameHold = (before: InstructionState | undefined, event: InstructionEvent): boolean =>
  before?.type === 'held' && event.type === 'hold' && before.message === event.message;

const factsOf = ({ from, to, asset, amount }: PlannedPayment<Address>): PlannedFacts => ({
  payer: formatAddress(from),
  payee: formatAddress(to),
  asset: asset.asset,
  amount,
});

async function decide(
  { config, limits }: GatewayParts,
  { messageId }: TransferFile,
  { endToEnd }: InstructionRecord,
  plan: PlannedPayment<Address>,
  { by, spending }: { readonly by: string | null; readonly spending: Spending },
): Promise<InstructionEvent> {
  const { asset, amount } = plan;
  const limit = limits.get(asset.asset);
  if (limit !== undefined && by === null) {
    const over = limitExceeded(plan, limit, spending.of(plan));
    if (over !== undefined) return { type: 'hold', why: 'limit', message: over };
  }
  if (config.screening === null) return { type: 'release', by };
  const screened = await screen(config.screening, {
    ...{ message: messageId, endToEndId: endToEnd, asset: asset.asset },
    ...{ from: formatAddress(plan.from), to: formatAddress(plan.to) },
    amount: formatAmount(amount, asset.decimals),
  });
  if (screened.type === 'pass') return { type: 'release', by };
  const { message } = screened;
  return screened.type === 'hold'
    ? { type: 'hold', why: 'screening', message }
    : { type: 'reject', reasons: [{ reason: 'RR04', message }] };
}

/** What was released on a business day, counted once and kept while a message is decided on. */
interface Spending {
  of(plan: PlannedPayment<Address>): { readonly inAll: bigint; readonly toCounterparty: bigint };
  add(plan: PlannedPayment<Address>): void;
}

function createSpending({ journal }: GatewayParts, day: string): Spending {
  const sums = new Map<string, Map<string, bigint>>();
  const byPayee = ({ from, asset }: PlannedPayment<Address>): Map<string, bigint> => {
    const payer = formatAddress(from);
    const name = `${payer} ${asset.asset}`;
    const known = sums.get(name);
    if (known !== undefined) return known;
    const made = new Map<string, bigint>();
    for (const { payee, amount } of journal.releasedOn(day, payer, asset.asset)) {
      made.set(payee, (made.get(payee) ?? 0n) + amount);
    }
    sums.set(name, made);
    return made;
  };
  return {
    of(plan) {
      const all = byPayee(plan);
      const inAll = [...all.values()].reduce((sum, one) => sum + one, 0n);
      return { inAll, toCounterparty: all.get(formatAddress(plan.to)) ?? 0n };
    },
    add(plan) {
      const all = byPayee(plan);
      const payee = formatAddress(plan.to);
      all.set(payee, (all.get(payee) ?? 0n) + plan.amount);
    },
  };
}

/** Who gave a valid consent to which instruction. */
async function approvedIn(parts: GatewayParts, key: string): Promise<ReadonlyMap<number, string>> {
  const { journal, light, accounts, log } = parts;
  const approved = new Map<number, string>();
  for (const { position, content } of journal.approvalsOf(key)) {
    const facts = journal.factsOf(key, position);
    const payer = facts && (await accounts.resolve(facts.payer));
    if (facts === undefined || payer === undefined) continue;
    const own = await accounts.signingKeyOf(payer);
    const policy = currentPolicy(await getAccount(light, payer));
    if (own === undefined || policy === undefined) continue;
    const instruction = { ...facts, key, position, chainId: light.trusted().chainId };
    const { verifier } = light;
    const by = await approverOf(content, instruction, policy, { verifier, own });
    if (by === undefined) log('warn', 'approval_refused', { message: key, position });
    else approved.set(position, by);
  }
  return approved;
}
