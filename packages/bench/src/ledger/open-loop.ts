/**
 * An open-loop load: payments are sent when they are due, however slow the answers are. Latency counts
 * from the moment a payment was due, so that waiting in the sender's own queue is part of it
 * (coordinated omission).
 */
import type { Hash } from '@trellis/crypto';
import { decodeJson, encode } from '@trellis/protocol';
import {
  apiPaths,
  batchRequestCodec,
  batchResponseCodec,
  transactionEventCodec,
} from '@trellis/protocol/http-api';
import type { SignedPayment } from './payments.ts';

export interface LoadResult {
  readonly offered: number;
  readonly seconds: number;
  readonly final: number;
  readonly failed: number;
  /** Refused at submission, by code. */
  readonly refused: Readonly<Record<string, number>>;
  /** Neither final nor refused in time: any such makes the run worthless. */
  readonly unaccounted: number;
  /** Milliseconds from due to final, one for each final payment, ascending. */
  readonly latenciesMs: readonly number[];
  /** From the first payment due to the last one final. */
  readonly secondsToLastFinal: number;
}

const tickMs = 20;

/** Sends `payments` at `rate` a second, spread over the nodes, and waits until all are accounted for. */
export async function runOpenLoop(
  urls: readonly string[],
  payments: readonly SignedPayment[],
  rate: number,
  patienceMs: number,
): Promise<LoadResult> {
  const dueAt = new Map<Hash, number>();
  const latenciesMs: number[] = [];
  const refused: Record<string, number> = {};
  let failed = 0;
  let lastFinalAt = 0;
  let refusedCount = 0;
  const watcher = await watchTransactions(urls[0] ?? '', (id, status) => {
    const due = dueAt.get(id);
    if (due === undefined) return;
    dueAt.delete(id);
    lastFinalAt = performance.now();
    latenciesMs.push(lastFinalAt - due);
    if (status !== 'success') failed += 1;
  });

  const start = performance.now();
  const sending: Promise<void>[] = [];
  let sent = 0;
  let turn = 0;
  while (sent < payments.length) {
    const due = Math.min(payments.length, Math.floor(((performance.now() - start) / 1000) * rate));
    if (due > sent) {
      const batch = payments.slice(sent, due);
      for (const [offset, { id }] of batch.entries()) {
        dueAt.set(id, start + ((sent + offset) / rate) * 1000);
      }
      sent = due;
      const url = urls[turn++ % urls.length] ?? '';
      sending.push(
        submitBatch(url, batch, (id, code) => {
          dueAt.delete(id);
          refused[code] = (refused[code] ?? 0) + 1;
          refusedCount += 1;
        }),
      );
    }
    await pause(tickMs);
  }
  const seconds = (performance.now() - start) / 1000;
  await Promise.all(sending);
  const deadline = performance.now() + patienceMs;
  while (dueAt.size > 0 && performance.now() < deadline) await pause(tickMs);
  watcher.stop();
  return {
    offered: payments.length,
    seconds,
    final: latenciesMs.length,
    failed,
    refused,
    unaccounted: payments.length - latenciesMs.length - refusedCount,
    latenciesMs: latenciesMs.sort((a, b) => a - b),
    secondsToLastFinal: (lastFinalAt - start) / 1000,
  };
}

async function submitBatch(
  url: string,
  batch: readonly SignedPayment[],
  onRefused: (id: Hash, code: string) => void,
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
  if (!answer.ok) throw new Error(`unexpected answer: ${answer.problem.message}`);
  for (const [index, { refusal }] of answer.value.results.entries()) {
    const payment = batch[index];
    if (refusal !== null && payment !== undefined) onRefused(payment.id, refusal);
  }
}

/** Follows a node's event stream. */
async function watchTransactions(
  url: string,
  onFinal: (id: Hash, status: string) => void,
): Promise<{ stop: () => void }> {
  const abort = new AbortController();
  const response = await fetch(url + apiPaths.events, { signal: abort.signal });
  const { body } = response;
  if (body === null) throw new Error('the node gave no event stream');
  const read = async (): Promise<void> => {
    let rest = '';
    for await (const text of body.pipeThrough(new TextDecoderStream())) {
      const frames = (rest + text).split('\n\n');
      rest = frames.pop() ?? '';
      for (const frame of frames) {
        if (!frame.startsWith('event: transaction\n')) continue;
        const json = frame.slice(frame.indexOf('data: ') + 6);
        const event = decodeJson(transactionEventCodec, JSON.parse(json));
        if (event.ok) onFinal(event.value.transactionId, event.value.status);
      }
    }
  };
  read().catch((error: unknown) => {
    if (!abort.signal.aborted) throw error;
  });
  return { stop: () => abort.abort() };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
