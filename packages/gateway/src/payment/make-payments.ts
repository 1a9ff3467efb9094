/** Makes the payments of a message, each by one transaction under a key of its own, many at a time. */
import { createHash } from 'node:crypto';
import type { AccountQueue, KeyedPlan, SentPlan, SubmissionStore } from '@trellis/client/account';
import type { Address, CodedError } from '@trellis/crypto';
import { reasonOf, type TransferOutcome } from '@trellis/iso20022';
import { type ChainId, PaymentRefused, rejectionMeaning, statusMeaning } from '@trellis/protocol';
import { type PaymentContent, paymentContent } from './payment-operation.ts';
import type { PlannedPayment } from './planned-transfer.ts';

export interface MakingPayments {
  readonly chainId: ChainId;
  readonly submissions: SubmissionStore;
  /** Of the account that pays. */
  readonly queueOf: (account: Address) => Promise<AccountQueue>;
  /** Of the message: the keys of its transactions follow from it. */
  readonly key: string;
  /** So many of one payer wait for their blocks at the same time. */
  readonly atOnce: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Told of outcomes that are proven, by their positions, at once. */
  readonly onOutcomes: (outcomes: ReadonlyMap<number, TransferOutcome>) => void;
}

type Payments = ReadonlyMap<number, PlannedPayment<unknown>>;

/** Makes the payments at these positions; of those that are not final in time the outcome says so. */
export async function makePayments(
  payments: Payments,
  making: MakingPayments,
): Promise<ReadonlyMap<number, TransferOutcome>> {
  const byPayer = Map.groupBy(payments, ([, { from }]) => from);
  const queues: (readonly [AccountQueue, Payments])[] = [];
  // One after another, as passwords may be asked for.
  for (const [from, own] of byPayer) queues.push([await making.queueOf(from), new Map(own)]);
  const outcomes = new Map<number, TransferOutcome>();
  // What fails here says nothing of the transfers: nothing new is begun.
  const stopping = new AbortController();
  const signal = AbortSignal.any([making.signal, stopping.signal]);
  const note = (found: ReadonlyMap<number, TransferOutcome>): void => {
    for (const [position, outcome] of found) outcomes.set(position, outcome);
    const ended = [...found].filter(([, { type }]) => type !== 'submitted');
    if (ended.length > 0) making.onOutcomes(new Map(ended));
  };
  const ends = await Promise.allSettled(
    queues.map(([queue, own]) =>
      makeAll(queue, own, { ...making, signal }, note).catch((error: unknown) => {
        stopping.abort(error);
        throw error;
      }),
    ),
  );
  making.signal.throwIfAborted();
  if (ends.some(({ status }) => status === 'rejected')) throw stopping.signal.reason;
  return outcomes;
}

/** How often a transfer is signed again after it is proven that a transaction for it is dead. */
const turnsMax = 3;

/** All payments of one payer. */
async function makeAll(
  queue: AccountQueue,
  payments: Payments,
  making: MakingPayments,
  note: (found: ReadonlyMap<number, TransferOutcome>) => void,
): Promise<void> {
  const { atOnce, timeoutMs, signal } = making;
  let rest = [...payments];
  for (let turn = 1; rest.length > 0; turn++) {
    const again: typeof rest = [];
    for await (const sent of queue.sendAll(plansOf(rest, making), { atOnce, timeoutMs, signal })) {
      const found = new Map<number, TransferOutcome>();
      for (const one of sent) {
        const payment = rest[one.index];
        if (payment === undefined) continue;
        if (one.type === 'dead' && turn < turnsMax) again.push(payment);
        else found.set(payment[0], outcomeOf(one));
      }
      note(found);
    }
    rest = again;
  }
}

async function* plansOf(
  payments: Iterable<readonly [number, PlannedPayment<unknown>]>,
  making: MakingPayments,
): AsyncGenerator<KeyedPlan> {
  for (const [position, payment] of payments) {
    const idempotencyKey = transferKey(making.key, position);
    yield { ...(await contentOf(payment, idempotencyKey, making)), idempotencyKey };
  }
}

/** Throws what says nothing of the transfer. */
function outcomeOf(sent: SentPlan): TransferOutcome {
  switch (sent.type) {
    case 'final': {
      const { transactionId, status, header } = sent;
      if (status !== 'success') return rejected(status, statusMeaning[status]);
      const time = new Date(Number(header.time)).toISOString();
      return { type: 'final', transactionId, height: header.height, time };
    }
    case 'open':
      return { type: 'submitted', transactionId: sent.transactionId ?? '' };
    case 'dead':
      return rejected(sent.cause.code, sent.cause.message);
    case 'rejected':
      if (!isOfPayment(sent.cause)) throw sent.cause;
      return rejected(sent.cause.code, sent.cause.message);
  }
}

/** Whether it says something of the payment: the ledger does not take it, or the key does not pay so much or there. */
const isOfPayment = (cause: CodedError<string>): boolean =>
  cause instanceof PaymentRefused || Object.hasOwn(rejectionMeaning, cause.code);

/** What was written down for it before, if anything was: what is sealed or reserved again is something else. */
async function contentOf(
  payment: PlannedPayment<unknown>,
  idempotencyKey: string,
  { chainId, submissions }: MakingPayments,
): Promise<PaymentContent> {
  if (payment.enclosed.type !== 'clear') {
    const sender = { chainId, address: payment.from };
    const [known] = await submissions.withKey(sender, idempotencyKey);
    if (known !== undefined) return known.signed.transaction;
  }
  return paymentContent(chainId, payment);
}

const rejected = (code: string, message: string): TransferOutcome => ({
  type: 'rejected',
  reasons: [{ reason: reasonOf(code), message: `${code}: ${message}` }],
});

/** The same each time that the message is run. */
const transferKey = (key: string, position: number): string =>
  `iso20022 ${createHash('sha256').update(`${key} ${position}`).digest('hex')}`;
