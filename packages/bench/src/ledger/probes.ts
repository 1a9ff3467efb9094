/** Single payments, one after another: how long one takes from its submission to its receipt. */
import { setTimeout as pause } from 'node:timers/promises';
import { endpoints, pathOf } from '@trellis/protocol/http-api';
import { LedgerError } from './ledger-error.ts';
import type { SignedPayment } from './payments.ts';

/** Longer than the least interval between blocks, so that each probe meets what the last has left. */
const pauseMs = 120;

const probePath = pathOf(endpoints.submitTransaction, { wait: 30_000 });

/** Milliseconds until the node's answer has the receipt. Throws `LedgerError`. */
async function probe(url: string, { encoded }: SignedPayment): Promise<number> {
  const before = performance.now();
  const response = await fetch(url + probePath, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: Buffer.from(encoded),
  });
  const text = await response.text();
  if (response.status !== 200) {
    throw new LedgerError(
      'unexpected_answer',
      `a single payment was answered with status ${response.status}: ${text.slice(0, 300)}`,
    );
  }
  return performance.now() - before;
}

/** All of them, over the nodes in turn. */
export async function probeAll(
  urls: readonly string[],
  payments: readonly SignedPayment[],
): Promise<number[]> {
  const times: number[] = [];
  for (const [index, payment] of payments.entries()) {
    times.push(await probe(urls[index % urls.length] ?? '', payment));
    await pause(pauseMs);
  }
  return times;
}

/**
 * Probes until three in a row take no longer than `calmMs`; gives each probe's time and when it ended,
 * in seconds from the call. Ends without calm when the payments are used up.
 */
export async function probeUntilCalm(
  urls: readonly string[],
  payments: readonly SignedPayment[],
  calmMs: number,
): Promise<{ readonly calmAfterSeconds: number | null; readonly timesMs: readonly number[] }> {
  const start = performance.now();
  const timesMs: number[] = [];
  let calmSince: number | null = null;
  let calm = 0;
  for (const [index, payment] of payments.entries()) {
    const began = (performance.now() - start) / 1000;
    const time = await probe(urls[index % urls.length] ?? '', payment);
    timesMs.push(time);
    calm = time <= calmMs ? calm + 1 : 0;
    if (calm === 1) calmSince = began;
    if (calm === 3) return { calmAfterSeconds: calmSince, timesMs };
    await pause(pauseMs);
  }
  return { calmAfterSeconds: null, timesMs };
}
