/** What became of the payments of a load, counted as it is seen. */
import type { Hash } from '@trellis/crypto';
import type { Height } from '@trellis/protocol';
import type { BlockEvent, TransactionEvent } from '@trellis/protocol/http-api';
import type { Account } from './accounting.ts';
import { createLatencyHistogram, type Latency, recordMs, summarise } from './latency.ts';
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

export interface LoadTally {
  /** When the first payment is due. */
  begun: number;
  /** Payments that were sent and are neither final nor refused. */
  readonly waiting: Map<
    Hash,
    { readonly due: number; readonly payer: number; readonly validUntil: Height }
  >;
  readonly histogram: ReturnType<typeof createLatencyHistogram>;
  readonly refused: Record<string, number>;
  readonly broken: Set<number>;
  readonly finalPerSecond: number[];
  final: number;
  failed: number;
  expired: number;
  blocks: number;
  largestBlock: number;
  lastFinalAt: number;
}

export function createLoadTally(): LoadTally {
  return {
    begun: performance.now(),
    waiting: new Map(),
    histogram: createLatencyHistogram(),
    refused: {},
    broken: new Set(),
    finalPerSecond: [],
    final: 0,
    failed: 0,
    expired: 0,
    blocks: 0,
    largestBlock: 0,
    lastFinalAt: 0,
  };
}

export function noteBlock(tally: LoadTally, { transactions }: BlockEvent): void {
  tally.blocks += 1;
  tally.largestBlock = Math.max(tally.largestBlock, transactions);
}

export function noteFinal(tally: LoadTally, { transactionId, status }: TransactionEvent): void {
  const one = tally.waiting.get(transactionId);
  if (one === undefined) return;
  tally.waiting.delete(transactionId);
  tally.lastFinalAt = performance.now();
  tally.final += 1;
  if (status !== 'success') tally.failed += 1;
  recordMs(tally.histogram, tally.lastFinalAt - one.due);
  const second = Math.floor((tally.lastFinalAt - tally.begun) / 1000);
  tally.finalPerSecond[second] = (tally.finalPerSecond[second] ?? 0) + 1;
}

export function noteRefused(tally: LoadTally, { id, payer }: SignedPayment, code: string): void {
  // Unless it came to this node from another first, and became final.
  if (!tally.waiting.delete(id)) return;
  tally.refused[code] = (tally.refused[code] ?? 0) + 1;
  tally.broken.add(payer);
}

/** What could be in no block later than this one has its chance behind it. */
export function noteExpired(tally: LoadTally, height: Height): void {
  for (const [id, { payer, validUntil }] of tally.waiting) {
    if (validUntil >= height) continue;
    tally.broken.add(payer);
    tally.expired += 1;
    tally.waiting.delete(id);
  }
}

/** What still waits is lost. */
export function loadResult(tally: LoadTally, offered: number, seconds: number): LoadResult {
  const { begun, final, failed, refused, expired, blocks, largestBlock, lastFinalAt } = tally;
  const lost = [...tally.waiting.values()].map(({ payer }) => payer);
  return {
    offered,
    final,
    failed,
    refused,
    expired,
    seconds,
    secondsToLastFinal: final === 0 ? 0 : (lastFinalAt - begun) / 1000,
    latency: summarise(tally.histogram),
    finalPerSecond: Array.from(tally.finalPerSecond, (count) => count ?? 0),
    blocks,
    largestBlock,
    brokenPayers: [...new Set([...tally.broken, ...lost])],
  };
}
