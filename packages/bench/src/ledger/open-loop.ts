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
import type { SignedPayment } from './payments.ts';

export interface LoadPlan {
  readonly urls: readonly string[];
  readonly payments: readonly SignedPayment[];
  /** Payments a second. */
  readonly rate: number;
  /** Of all these payments. */
  readonly validUntil: Height;
  /** How long to wait for what is neither final nor refused, after the last was sent. */
  readonly timeoutMs: number;
  readonly onAllSent: () => void;
}

const tickMs = 20;

/** Most payments in one request. */
const batchMax = 500;

/** What the event stream told of the load as a whole. */
interface Sight {
  /** A block came that is later than all of it could be in. */
  passed: boolean;
  /** Why nothing more is seen. */
  lost: string | null;
}

/** Sends everything, spread over the nodes, and waits until all is accounted for. */
export async function runOpenLoop(plan: LoadPlan): Promise<LoadResult> {
  const { urls, payments, validUntil } = plan;
  const tally = createLoadTally();
  const sight: Sight = { passed: false, lost: null };
  const watch = await watchEvents(urls[0] ?? '', {
    onBlock(block) {
      noteBlock(tally, block);
      sight.passed ||= block.height > validUntil;
    },
    onTransaction: (transaction) => noteFinal(tally, transaction),
    onEnd(problem) {
      sight.lost = problem;
    },
  });
  try {
    tally.begun = performance.now();
    const requests = await sendAll(plan, tally, sight);
    const seconds = (performance.now() - tally.begun) / 1000;
    plan.onAllSent();
    await requests.answered();
    await settle(plan, tally, sight);
    return loadResult(tally, payments.length, seconds);
  } finally {
    watch.stop();
  }
}

/** Sends every payment when it is due. */
async function sendAll(plan: LoadPlan, tally: LoadTally, sight: Sight): Promise<Requests> {
  const { urls, payments, rate } = plan;
  const requests = createRequests();
  let sent = 0;
  let turn = 0;
  while (sent < payments.length) {
    requireSight(sight);
    requests.requireNoFailure();
    const elapsed = (performance.now() - tally.begun) / 1000;
    const due = Math.min(payments.length, Math.floor(elapsed * rate));
    while (due > sent) {
      const batch = payments.slice(sent, Math.min(due, sent + batchMax));
      for (const [offset, { id, payer }] of batch.entries()) {
        tally.waiting.set(id, { due: tally.begun + ((sent + offset) / rate) * 1000, payer });
      }
      sent += batch.length;
      const url = urls[turn++ % urls.length] ?? '';
      requests.add(submitBatch(url, batch, (payment, code) => noteRefused(tally, payment, code)));
    }
    await pause(tickMs);
  }
  return requests;
}

/** Waits until nothing waits any more, or the time for it is over. */
async function settle({ timeoutMs }: LoadPlan, tally: LoadTally, sight: Sight): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (tally.waiting.size > 0 && performance.now() < deadline) {
    requireSight(sight);
    // The stream is in order: whatever is in earlier blocks has been seen by now.
    if (sight.passed) noteExpired(tally);
    else await pause(tickMs);
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
