/** Makes the payments of a message, each by one transaction under a key of its own, several at a time. */
import { createHash } from 'node:crypto';
import { ApiProblem, type LightClient, NotFinal, signAlone } from '@trellis/client';
import {
  type AccountQueue,
  createQueue,
  NeverFinal,
  type Submission,
  type SubmissionStore,
} from '@trellis/client/account';
import type { Address } from '@trellis/crypto';
import type { TransferOutcome } from '@trellis/iso20022';
import { rejectionMeaning, statusMeaning } from '@trellis/protocol';
import { openKey } from '../key-store.ts';
import type { PasswordOptions } from '../password.ts';
import type { Session } from '../session.ts';
import type { PlannedTransfer } from './planned-transfer.ts';

/** So many wait for their blocks at the same time. */
const atOnce = 32;

export interface MakingPayments {
  readonly session: Session;
  readonly submissions: SubmissionStore;
  readonly options: PasswordOptions;
  /** Of the message: the keys of its transactions follow from it. */
  readonly key: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Told of each outcome that is proven, at once. */
  readonly onOutcome: (position: number, outcome: TransferOutcome) => void;
}

type Payment = Extract<PlannedTransfer, { readonly type: 'payment' }>;

/** Makes the payments at these positions; of those that are not final in time the outcome says so. */
export async function makePayments(
  payments: ReadonlyMap<number, Payment>,
  making: MakingPayments,
): Promise<ReadonlyMap<number, TransferOutcome>> {
  const light = await making.session.light();
  const queues = await openQueues([...payments.values()], light, making);
  const outcomes = new Map<number, TransferOutcome>();
  const rest = payments.entries();
  // What fails here says nothing of the transfers: nothing new is begun, and what is under way is waited for.
  const stopping = new AbortController();
  const signal = AbortSignal.any([making.signal, stopping.signal]);
  const work = async (): Promise<void> => {
    for (const [position, payment] of rest) {
      signal.throwIfAborted();
      const queue = queues.get(payment.signer.account);
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
  const ends = await Promise.allSettled(Array.from({ length: atOnce }, worker));
  making.signal.throwIfAborted();
  if (ends.some(({ status }) => status === 'rejected')) throw stopping.signal.reason;
  return outcomes;
}

/** One for each payer; passwords are asked for here, one after another. */
async function openQueues(
  payments: readonly Payment[],
  light: LightClient,
  { session, submissions, options }: MakingPayments,
): Promise<ReadonlyMap<Address, AccountQueue>> {
  const queues = new Map<Address, AccountQueue>();
  for (const { signer } of payments) {
    const { account: address, keyName } = signer;
    if (queues.has(address)) continue;
    const key = await openKey(session.globals, keyName, options);
    const sign: Parameters<typeof createQueue>[0]['sign'] = (transaction, proven) =>
      signAlone(light, key, transaction, proven);
    queues.set(address, createQueue({ light, address, submissions, sign }));
  }
  return queues;
}

/** How often a transfer is signed again after it is proven that a transaction for it is dead. */
const turnsMax = 3;

async function makeOne(
  queue: AccountQueue,
  { operation, memo }: Payment,
  position: number,
  { key, timeoutMs, signal }: MakingPayments,
): Promise<TransferOutcome> {
  const { reasonOf } = await import('@trellis/iso20022');
  const plan = { operations: [operation], memo, idempotencyKey: transferKey(key, position) };
  let transactionId = '';
  const onState = ({ id }: Submission): void => {
    transactionId = id;
  };
  const rejected = (code: string, message: string): TransferOutcome => ({
    type: 'rejected',
    reasons: [{ reason: reasonOf(code), message: `${code}: ${message}` }],
  });
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

const meaningOf = (status: string): string =>
  Object.hasOwn(statusMeaning, status) ? statusMeaning[status as keyof typeof statusMeaning] : '';

/** The same each time that the message is run. */
const transferKey = (key: string, position: number): string =>
  `iso20022 ${createHash('sha256').update(`${key} ${position}`).digest('hex')}`;
