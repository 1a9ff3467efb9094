/** Handles a file that asks to pay: each of its instructions is decided on, paid once, and answered. */
import { createHash } from 'node:crypto';
import { type Address, isHash } from '@trellis/crypto';
import {
  type AnswerHead,
  type AnswerId,
  type MessageId,
  receiptReport,
  rejectionReport,
  statusReport,
  type TransferFile,
  type TransferOutcome,
} from '@trellis/iso20022';
import { holdId } from '@trellis/protocol';
import { answerVersion } from '../config/gateway-config.ts';
import type { ReadFile } from '../files/read-file.ts';
import { settleHolds } from '../holds/settle-holds.ts';
import {
  type InstructionEvent,
  type InstructionState,
  isEnd,
  outcomeOf,
} from '../journal/instruction-state.ts';
import type { FileRecord, InstructionRecord, MessageRecord } from '../journal/journal.ts';
import { makePayments } from '../payment/make-payments.ts';
import { type PlannedPayment, planTransfers } from '../payment/planned-transfer.ts';
import type { GatewayParts, Handled } from '../setup/gateway-parts.ts';
import { decideInstructions, type Plans } from './decide-instructions.ts';

/** What a message is unique for: the chain, its kind, who sent it, and its number. */
export const messageKey = (parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex');

/** How often instructions that wait are looked at: the screening is asked again, and consents are looked for. */
const waitMs = 5_000;

/** Owes the answer to a file that can't be relied on. */
export function rejectFile(
  { journal }: GatewayParts,
  file: FileRecord,
  { reading: { id, messageId }, findings }: ReadFile,
  answerId: AnswerId,
): void {
  const head = answerHead(file.hash, file.received, []);
  const text = rejectionReport(
    ...([answerId, head, { id, findings }, { messageId: messageId ?? 'NOTPROVIDED' }] as const),
  );
  journal.owe({ name: answerName(file, answerId), text });
}

/** `day`: the business day of the file, which stays that on which it was begun. */
export async function handlePayments(
  parts: GatewayParts,
  file: FileRecord,
  read: ReadFile,
  transfers: TransferFile,
  day: string,
): Promise<Handled> {
  const answerId = answerVersion(parts.config, transfers.id);
  if (answerId === undefined) return { type: 'poison', reason: `${transfers.id} has no answer` };
  const message = beginMessage(parts, file, transfers, day);
  if (message.file !== file.hash) {
    oweDuplicate(parts, file, transfers, answerId);
    return { type: 'done' };
  }
  const { journal, accounts, light, config } = parts;
  // It leaves before anything is done, as that may take long.
  if (config.acknowledges && oweReceipt(parts, file, transfers, answerId)) {
    return { type: 'waits', on: 'ledger', ms: 0 };
  }
  const planner = {
    ...{ light, sealing: config.sealing, reserveSeconds: config.reserveSeconds },
    findAccount: accounts.findAccount,
    findSigner: async (account: Address) =>
      (await accounts.queueOf(account)) === undefined ? undefined : account,
  };
  await settleHolds(parts, message.key);
  // What is in a hold needs no plan any more.
  const isOpen = journal
    .instructionsOf(message.key)
    .some(({ state }) => !isEnd(state) && state.type !== 'reserved');
  const plans = isOpen ? await planTransfers(planner, transfers, read.findings) : [];
  await decideInstructions(parts, transfers, message, plans);
  await payReleased(parts, message, plans);
  return answer(parts, file, transfers, { message, answerId });
}

/** Whether it was not owed before. */
function oweReceipt(
  { journal }: GatewayParts,
  file: FileRecord,
  transfers: TransferFile,
  answerId: AnswerId,
): boolean {
  const name = answerName(file, answerId, 'received');
  if (journal.answer(name) !== undefined) return false;
  const head = {
    ...answerHead(file.hash, file.received, []),
    messageId: `C${file.hash.slice(0, 34)}`,
  };
  journal.owe({ name, text: receiptReport(answerId, head, transfers) });
  return true;
}

function beginMessage(
  { journal, light }: GatewayParts,
  { hash }: FileRecord,
  { kind, sender, messageId, id, instructions }: TransferFile,
  day: string,
): MessageRecord {
  const key = messageKey([light.trusted().chainId, kind, sender, messageId]);
  const known = journal.message(key);
  if (known !== undefined) return known;
  const message = { key, file: hash, day, id, number: messageId, answer: null };
  journal.together(() => {
    journal.putMessage(message);
    for (const [position, { endToEndId: endToEnd, uetr }] of instructions.entries()) {
      journal.addInstruction(key, position, { endToEnd, uetr, day });
    }
  });
  return message;
}

async function payReleased(
  parts: GatewayParts,
  { key }: MessageRecord,
  plans: Plans,
): Promise<void> {
  const { journal, accounts, light, submissions, config, metrics, signal, log } = parts;
  const payments = new Map<number, PlannedPayment<Address>>();
  for (const { position, state } of journal.instructionsOf(key)) {
    const plan = plans[position];
    // What was released was planned so; the account or asset may have changed since, and then the ledger says no.
    if (state.type === 'released' && plan?.type === 'payment') payments.set(position, plan);
  }
  if (payments.size === 0) return;
  await makePayments(payments, {
    ...{ chainId: light.trusted().chainId, submissions, key, signal },
    ...{ atOnce: config.atOnce, timeoutMs: config.timeoutSeconds * 1_000 },
    async queueOf(account) {
      const queue = await accounts.queueOf(account);
      if (queue === undefined) throw new Error('a payer that nobody here signs for');
      return queue;
    },
    // What is lost of them when the process is killed is found again.
    onOutcomes(outcomes) {
      journal.together(() => {
        for (const [position, outcome] of outcomes) {
          if (outcome.type !== 'final' && outcome.type !== 'rejected') continue;
          journal.step(key, position, eventOf(outcome, payments.get(position)));
        }
      });
      const rejected = [...outcomes.values()].filter(({ type }) => type === 'rejected').length;
      metrics.count('trellis_gateway_rejected_total', rejected);
      metrics.count('trellis_gateway_payments_total', outcomes.size - rejected);
      log('info', 'progress', { message: key, payments: payments.size, decided: outcomes.size });
    },
  });
}

/** A payment that is a hold is not made by the transaction that makes the hold. */
function eventOf(
  outcome: Extract<TransferOutcome, { readonly type: 'final' | 'rejected' }>,
  payment: PlannedPayment<Address> | undefined,
): InstructionEvent {
  if (outcome.type === 'rejected' || payment?.enclosed.type !== 'hold') {
    return { type: 'settle', outcome };
  }
  const { transactionId, height } = outcome;
  if (!isHash(transactionId)) throw new Error('a transaction without an id');
  return { type: 'reserve', hold: holdId(transactionId, 0), transactionId, height };
}

/** Owes the answer that is true now: the last one once all is decided, or one of what waits. */
function answer(
  { journal }: GatewayParts,
  file: FileRecord,
  transfers: TransferFile,
  { message, answerId }: { readonly message: MessageRecord; readonly answerId: AnswerId },
): Handled {
  const states = journal.instructionsOf(message.key);
  const outcomes = states.map(({ state }) => outcomeOf(state));
  const isDecided = states.every(({ state }) => isEnd(state));
  // What was released and is not final may be so at the next look.
  if (states.some(({ state }) => state.type === 'released')) {
    return { type: 'waits', on: 'ledger', ms: 250 };
  }
  const name = isDecided
    ? answerName(file, answerId)
    : answerName(file, answerId, `part-${stateHash(states).slice(0, 8)}`);
  const head = answerHead(isDecided ? file.hash : stateHash(states), file.received, outcomes);
  const text = statusReport(answerId, head, transfers, outcomes);
  journal.together(() => {
    journal.owe({ name, text });
    if (isDecided) journal.putMessage({ ...message, answer: name });
  });
  return isDecided ? { type: 'done' } : { type: 'waits', on: 'decision', ms: waitMs };
}

const stateHash = (states: readonly InstructionRecord[]): string => {
  const all = states.map(({ state }: { readonly state: InstructionState }) => state.type);
  return createHash('sha256')
    .update(JSON.stringify([states[0]?.key, all]))
    .digest('hex');
};

/** A second message of one number is rejected, and the first stays what it is. */
function oweDuplicate(
  { journal }: GatewayParts,
  file: FileRecord,
  transfers: TransferFile,
  answerId: AnswerId,
): void {
  const message = `a message ${transfers.messageId} of this sender was handled before, and it was another file`;
  const reasons = [{ reason: 'DU01' as const, message }];
  const outcomes = transfers.instructions.map(
    (): TransferOutcome => ({ type: 'rejected', reasons }),
  );
  const head = answerHead(file.hash, file.received, []);
  const text = statusReport(answerId, head, transfers, outcomes);
  journal.owe({ name: answerName(file, answerId), text });
}

/** Of one file the same each time: its number follows from the file, its time from what was done last. */
function answerHead(hash: string, begun: number, outcomes: readonly TransferOutcome[]): AnswerHead {
  const times = outcomes.flatMap((one) => (one.type === 'final' ? [one.time] : []));
  const last = times.sort().at(-1) ?? new Date(begun).toISOString();
  return { messageId: `A${hash.slice(0, 34)}`, createdAt: last };
}

/** Begins with the name of the file that is answered. */
function answerName(
  { name, hash }: Pick<FileRecord, 'name' | 'hash'>,
  answerId: MessageId,
  part?: string,
): string {
  const base = name.replace(/\.xml$/i, '').slice(0, 100);
  const number = part === undefined ? '' : `.${part}`;
  return `${base}-${hash.slice(0, 8)}.${answerId}${number}.xml`;
}
