/**
 * An open-loop load: payments are sent when they are due, however slow the answers are. Latency counts
 * from the moment a payment was due, so that waiting in the sender's own queue is part of it
 * (coordinated omission).
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Hash } from '@trellis/crypto';
import { decodeJson, encode, type Height } from '@trellis/protocol';
import { apiPaths, batchRequestCodec, batchResponseCodec } from '@trellis/protocol/http-api';
import type { Account } from './accounting.ts';
import { watchEvents } from './event-watch.ts';
import { createLatencyHistogram, type Latency, recordMs, summarise } from './latency.ts';
import { LedgerError } from './ledger-error.ts';
import type { SignedPayment } from './payments.ts';

export interface LoadResult extends Account {
  /** From the first payment due to the last one sent. */
  readonly seconds: number;
  /** From the first payment due to the last one final; 0 when none was. */
  readonly secondsToLastFinal: number;
  readonly latency: Latency | null;
  /** Final payments in each second from the start. */
  readonly finalPerSecond: readonly number[];
  /** Blocks that became final meanwhile, and the transactions in the fullest of them. */
  readonly blocks: number;
  readonly largestBlock: number;
  /** Payers of which a payment was refused, expired or lost: their later sequences can't follow. */
  readonly brokenPayers: readonly number[];
}

export interface LoadPlan {
  readonly urls: readonly string[];
  readonly payments: readonly SignedPayment[];
  /** Payments a second. */
  readonly rate: number;
  /** Of all these payments. */
  readonly validUntil: Height;
  /** How long to wait for what is neither final nor refused, after the last was sent. */
  readonly patienceMs: number;
  readonly onAllSent: () => void;
}

const tickMs = 20;

/** Most payments in one request. */
const batchMax = 500;

/** Sends everything, spread over the nodes, and waits until all is accounted for. */
export async function runOpenLoop(plan: LoadPlan): Promise<LoadResult> {
  const { urls, payments, rate, validUntil } = plan;
  const waiting = new Map<Hash, { readonly due: number; readonly payer: number }>();
  const histogram = createLatencyHistogram();
  const refused: Record<string, number> = {};
  const broken = new Set<number>();
  const finalPerSecond: number[] = [];
  let [final, failed, expired, blocks, largestBlock, lastFinalAt] = [0, 0, 0, 0, 0, 0];
  let passed = false;
  let lostSight: string | null = null;
  let begun = performance.now();
  let sent = 0;

  /** Whatever was sent before a block later than all of it could hold has its chance behind it. */
  const expire = (): void => {
    for (const { payer } of waiting.values()) broken.add(payer);
    expired += waiting.size;
    waiting.clear();
  };

  const watch = await watchEvents(urls[0] ?? '', {
    onBlock({ height, transactions }) {
      blocks += 1;
      largestBlock = Math.max(largestBlock, transactions);
      passed ||= height > validUntil;
    },
    onTransaction({ transactionId, status }) {
      const one = waiting.get(transactionId);
      if (one === undefined) return;
      waiting.delete(transactionId);
      lastFinalAt = performance.now();
      final += 1;
      if (status !== 'success') failed += 1;
      recordMs(histogram, lastFinalAt - one.due);
      const second = Math.floor((lastFinalAt - begun) / 1000);
      finalPerSecond[second] = (finalPerSecond[second] ?? 0) + 1;
    },
    onEnd(problem) {
      lostSight = problem;
    },
  });

  begun = performance.now();
  const sending = new Set<Promise<void>>();
  const failures: unknown[] = [];
  let turn = 0;
  try {
    while (sent < payments.length) {
      if (lostSight !== null) throw new LedgerError('unexpected_answer', lostSight);
      if (failures.length > 0) throw failures[0];
      const due = Math.min(
        payments.length,
        Math.floor(((performance.now() - begun) / 1000) * rate),
      );
      while (due > sent) {
        const batch = payments.slice(sent, Math.min(due, sent + batchMax));
        for (const [offset, { id, payer }] of batch.entries()) {
          waiting.set(id, { due: begun + ((sent + offset) / rate) * 1000, payer });
        }
        sent += batch.length;
        const url = urls[turn++ % urls.length] ?? '';
        const request = submitBatch(url, batch, ({ id, payer }, code) => {
          // Unless it came to this node from another first, and became final.
          if (!waiting.delete(id)) return;
          refused[code] = (refused[code] ?? 0) + 1;
          broken.add(payer);
        })
          .catch((error: unknown) => {
            failures.push(error);
          })
          .finally(() => sending.delete(request));
        sending.add(request);
      }
      await pause(tickMs);
    }
    const seconds = (performance.now() - begun) / 1000;
    plan.onAllSent();
    await Promise.all(sending);
    if (failures.length > 0) throw failures[0];
    const deadline = performance.now() + plan.patienceMs;
    while (waiting.size > 0 && performance.now() < deadline) {
      if (lostSight !== null) throw new LedgerError('unexpected_answer', lostSight);
      // The stream is in order: whatever is in earlier blocks has been seen by now.
      if (passed) expire();
      else await pause(tickMs);
    }
    for (const { payer } of waiting.values()) broken.add(payer);
    return {
      offered: payments.length,
      final,
      failed,
      refused,
      expired,
      seconds,
      secondsToLastFinal: final === 0 ? 0 : (lastFinalAt - begun) / 1000,
      latency: summarise(histogram),
      finalPerSecond: Array.from(finalPerSecond, (count) => count ?? 0),
      blocks,
      largestBlock,
      brokenPayers: [...broken],
    };
  } finally {
    watch.stop();
  }
}

async function submitBatch(
  url: string,
  batch: readonly SignedPayment[],
  onRefused: (payment: SignedPayment, code: string) => void,
): Promise<void> {
  const response = await fetch(url + apiPaths.transactionBatch, {
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
