/** Makes the payments of a message, each by one transaction under a key of its own, several at a time. */
import { createHash } from 'node:crypto';
import { ApiProblem, NotFinal } from '@trellis/client';
import {
  type AccountQueue,
  NeverFinal,
  type Submission,
  type SubmissionStore,
} from '@trellis/client/account';
import type { Address } from '@trellis/crypto';
import { reasonOf, type TransferOutcome } from '@trellis/iso20022';
import { type ChainId, rejectionMeaning, statusMeaning } from '@trellis/protocol';
import { type PaymentContent, paymentContent } from './payment-operation.ts';
import type { PlannedPayment } from './planned-transfer.ts';

export interface MakingPayments {
  readonly chainId: ChainId;
  readonly submissions: SubmissionStore;
  /** Of the account that pays. */
  readonly queueOf: (account: Address) => Promise<AccountQueue>;
  /** Of the message: the keys of its transactions follow from it. */
  readonly key: string;
  /** So many wait for their blocks at the same time. */
  readonly atOnce: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Told of each outcome that is proven, at once. */
  readonly onOutcome: (position: number, outcome: TransferOutcome) => void;
}

/** Makes the payments at these positions; of those that are not final in time the outcome says so. */
export async function makePayments(
  payments: ReadonlyMap<number, PlannedPayment<unknown>>,
  making: MakingPayments,
): Promise<ReadonlyMap<number, TransferOutcome>> {
  const queues = new Map<Address, AccountQueue>();
  // One after another, as passwords may be asked for.
  for (const { from } of payments.values()) {
    if (!queues.has(from)) queues.set(from, await making.queueOf(from));
  }
  const outcomes = new Map<number, TransferOutcome>();
  const rest = payments.entries();
  // What fails here says nothing of the transfers: nothing new is begun, and what is under way is waited for.
  const stopping = new AbortController();
  const signal = AbortSignal.any([making.signal, stopping.signal]);
  const work = async (): Promise<void> => {
    for (const [position, payment] of rest) {
      signal.throwIfAborted();
      const queue = queues.get(payment.from);
      if (queue === undefined) throw new Error('a payer without a queue');
      const outcome = await makeOne(queue, payment, position, { ...making, signal });
      outcomes.set(position, outcome);
      if (outcome.type !== 'submitted') making.onOutcome(position, outcome);
    }
  };
  const worker = (): Promise<void> =>
    work().catch((error: unknown) => {
      stopping.abort(error);
      throw error;
    });
  const ends = await Promise.allSettled(Array.from({ length: making.atOnce }, worker));
  making.signal.throwIfAborted();
  if (ends.some(({ status }) => status === 'rejected')) throw stopping.signal.reason;
  return outcomes;
}

/** How often a transfer is signed again after it is proven that a transaction for it is dead. */
const turnsMax = 3;

async function makeOne(
  queue: AccountQueue,
  payment: PlannedPayment<unknown>,
  position: number,
  making: MakingPayments,
): Promise<TransferOutcome> {
  const { timeoutMs, signal } = making;
  const idempotencyKey = transferKey(making.key, position);
  const plan = { ...(await contentOf(payment, idempotencyKey, making)), idempotencyKey };
  let transactionId = '';
  const onState = ({ id }: Submission): void => {
    transactionId = id;
  };
  for (let turn = 1; ; turn++) {
    try {
      const { submission, final } = await queue.send(plan, { timeoutMs, signal, onState });
      const { status } = final.receipt;
      if (status !== 'success') return rejected(status, meaningOf(status));
      const { height, time } = final.header;
      const at = new Date(Number(time)).toISOString();
      return { type: 'final', transactionId: submission.id, height, time: at };
    } catch (error) {
      if (error instanceof NotFinal) return { type: 'submitted', transactionId };
      if (error instanceof NeverFinal && turn < turnsMax) continue;
      const isRejection =
        error instanceof ApiProblem && Object.hasOwn(rejectionMeaning, error.code);
      if (!isRejection && !(error instanceof NeverFinal)) throw error;
      return rejected(error.code, error.message);
    }
  }
}

/** What was written down for it before, if anything was: what is sealed again is something else. */
async function contentOf(
  payment: PlannedPayment<unknown>,
  idempotencyKey: string,
  { chainId, submissions }: MakingPayments,
): Promise<PaymentContent> {
  if (payment.enclosed.type === 'sealed') {
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

const meaningOf = (status: string): string =>
  Object.hasOwn(statusMeaning, status) ? statusMeaning[status as keyof typeof statusMeaning] : '';

/** The same each time that the message is run. */
const transferKey = (key: string, position: number): string =>
  `iso20022 ${createHash('sha256').update(`${key} ${position}`).digest('hex')}`;
