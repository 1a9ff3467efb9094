/**
 * An open-loop load: payments are sent when they are due, however slow the answers are. Latency counts
 * from the moment a payment was due, so that waiting in the sender's own queue is part of it
 * (coordinated omission).
 */
import { setTimeout as pause } from 'node:timers/promises';
import { decodeJson, encode, type Height } from '@trellis/protocol';
import { batchRequestCodec, batchResponseCodec, endpoints } from '@trellis/protocol/http-api';
import { watchEvents } from './event-watch.ts';
import { LedgerError } from './ledger-error.ts';
import {
  createLoadTally,
  type LoadResult,
  type LoadTally,
  loadResult,
  noteBlock,
  noteExpired,
  noteFinal,
  noteRefused,
} from './load-tally.ts';
import type { PaymentSource } from './payment-source.ts';
import type { SignedPayment } from './payments.ts';

export interface LoadPlan {
  readonly urls: readonly string[];
  readonly payments: PaymentSource;
  /** Payments a second. */
  readonly rate: number;
  /** The newest height when it begins. */
  readonly height: Height;
  /** How long to wait for what is neither final nor refused, after the last was sent. */
  readonly timeoutMs: number;
  readonly onAllSent: () => void;
}

const tickMs = 20;

/** Most payments in one request. */
const batchMax = 500;

/** What the event stream told of the load as a whole. */
interface Sight {
  /** The newest block that came; the stream is in order, so whatever is in earlier ones has been seen. */
  height: Height;
  /** Why nothing more is seen. */
  lost: string | null;
}

/** Sends everything, spread over the nodes, and waits until all is accounted for. */
export async function runOpenLoop(plan: LoadPlan): Promise<LoadResult> {
  const { urls, height } = plan;
  const tally = createLoadTally();
  const sight: Sight = { height, lost: null };
  const watch = await watchEvents(urls[0] ?? '', {
    onBlock(block) {
      noteBlock(tally, block);
      sight.height = block.height;
    },
    onTransaction: (transaction) => noteFinal(tally, transaction),
    onEnd(problem) {
      sight.lost = problem;
    },
  });
  try {
    tally.begun = performance.now();
    const { requests, sent } = await sendAll(plan, tally, sight);
    const seconds = (performance.now() - tally.begun) / 1000;
    plan.onAllSent();
    await requests.answered();
    await settle(plan, tally, sight);
    return loadResult(tally, sent, seconds);
  } finally {
    watch.stop();
  }
}

/** Sends every payment when it is due; ends early if no more can be signed. */
async function sendAll(
  plan: LoadPlan,
  tally: LoadTally,
  sight: Sight,
): Promise<{ readonly requests: Requests; readonly sent: number }> {
  const { urls, payments, rate } = plan;
  const requests = createRequests();
  let sent = 0;
  let turn = 0;
  while (sent < payments.count) {
    requireSight(sight);
    requests.requireNoFailure();
    payments.refill(sight.height);
    const elapsed = (performance.now() - tally.begun) / 1000;
    const due = Math.min(payments.count, Math.floor(elapsed * rate));
    while (due > sent) {
      const batch = payments.take(Math.min(due - sent, batchMax));
      if (batch.length === 0) break;
      for (const [offset, { id, payer, validUntil }] of batch.entries()) {
        const dueAt = tally.begun + ((sent + offset) / rate) * 1000;
        tally.waiting.set(id, { due: dueAt, payer, validUntil });
      }
      sent += batch.length;
      const url = urls[turn++ % urls.length] ?? '';
      requests.add(submitBatch(url, batch, (payment, code) => noteRefused(tally, payment, code)));
    }
    if (due > sent && payments.problem() !== null) break;
    await pause(tickMs);
  }
  return { requests, sent };
}

/** Waits until nothing waits any more, or the time for it is over. */
async function settle({ timeoutMs }: LoadPlan, tally: LoadTally, sight: Sight): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (tally.waiting.size > 0 && performance.now() < deadline) {
    requireSight(sight);
    noteExpired(tally, sight.height);
    await pause(tickMs);
  }
}

function requireSight({ lost }: Sight): void {
  if (lost !== null) throw new LedgerError('unexpected_answer', lost);
}

/** Requests under way, whose failures are for whoever asks next. */
interface Requests {
  add(request: Promise<void>): void;
  requireNoFailure(): void;
  /** Rejects with the first failure. */
  answered(): Promise<void>;
}

function createRequests(): Requests {
  const sending = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const requireNoFailure = (): void => {
    if (failures.length > 0) throw failures[0];
  };
  return {
    add(request) {
      const noted = request
        .catch((error: unknown) => {
          failures.push(error);
        })
        .finally(() => sending.delete(noted));
      sending.add(noted);
    },
    requireNoFailure,
    async answered() {
      await Promise.all(sending);
      requireNoFailure();
    },
  };
}

async function submitBatch(
  url: string,
  batch: readonly SignedPayment[],
  onRefused: (payment: SignedPayment, code: string) => void,
): Promise<void> {
  const response = await fetch(url + endpoints.submitTransactions.path, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: Buffer.from(
      encode(
        batchRequestCodec,
        batch.map(({ encoded }) => encoded),
      ),
    ),
  });
  const answer = decodeJson(batchResponseCodec, await response.json());
  if (!answer.ok) {
    throw new LedgerError(
      'unexpected_answer',
      `${url} answered a batch with status ${response.status}: ${answer.problem.message}`,
    );
  }
  for (const [index, { refusal }] of answer.value.results.entries()) {
    const payment = batch[index];
    if (refusal !== null && payment !== undefined) onRefused(payment, refusal);
  }
}
