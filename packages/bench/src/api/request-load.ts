/**
 * Requests to one node at a rate, sent when they are due however slow the answers are; latency counts from
 * the moment one was due, so that waiting in the sender's queue is part of it (coordinated omission).
 */
import { setTimeout as pause } from 'node:timers/promises';
import { createLatencyHistogram, type Latency, recordMs, summarise } from '../ledger/latency.ts';
import { BenchError } from '../run.ts';

export interface HttpCall {
  readonly path: string;
  /** The body of a POST; `null` for a GET. */
  readonly body: Uint8Array | null;
}

export interface RequestLoad {
  /** Calls a second, of those that were answered, over the whole time. */
  readonly perSecond: number;
  readonly latency: Latency | null;
}

const tickMs = 5;

/** Sends the calls, `perSecond` a second. Throws `BenchError` `run_failed` at an answer of 400 or more. */
export async function sendCalls(
  url: string,
  calls: readonly HttpCall[],
  perSecond: number,
  signal: AbortSignal,
): Promise<RequestLoad> {
  const histogram = createLatencyHistogram();
  const open = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const begun = performance.now();
  for (let sent = 0; sent < calls.length; ) {
    signal.throwIfAborted();
    if (failures.length > 0) throw failures[0];
    const due = Math.min(
      calls.length,
      1 + Math.floor(((performance.now() - begun) / 1000) * perSecond),
    );
    for (; sent < due; sent++) {
      const call = calls[sent];
      if (call === undefined) break;
      const dueAt = begun + (sent / perSecond) * 1000;
      const one = answered(url, call)
        .then(() => recordMs(histogram, performance.now() - dueAt))
        .catch((error: unknown) => {
          failures.push(error);
        })
        .finally(() => open.delete(one));
      open.add(one);
    }
    await pause(tickMs);
  }
  await Promise.all(open);
  if (failures.length > 0) throw failures[0];
  return {
    perSecond: calls.length / ((performance.now() - begun) / 1000),
    latency: summarise(histogram),
  };
}

async function answered(url: string, { path, body }: HttpCall): Promise<void> {
  const response = await fetch(
    url + path,
    body === null
      ? {}
      : {
          method: 'POST',
          headers: { 'content-type': 'application/octet-stream' },
          body: Buffer.from(body),
        },
  );
  const text = await response.text();
  if (response.status < 400) return;
  throw new BenchError(
    'run_failed',
    `${path} was answered with status ${response.status}: ${text.slice(0, 300)}`,
  );
}
