/** Sends a lone transaction on at once, and collects those that follow, so that one message carries many. */
import { encode } from '@trellis/protocol';
import type { Clock } from '../ports/clock.ts';
import { transactionBatchCodec } from './messages.ts';

/** A batch is sent when it is this large, and otherwise at most once in a time. */
const batchBytes = 128 * 1024;

/**
 * The time after a batch of so many. Each message costs every node a write, a wake-up and a word to all others
 * that it has it, whatever is in it: in a mesh of four the transport's CPU time for a payment is half as long
 * in messages of twelve as in those of four. So the time grows with what comes in, as that between blocks does, and
 * stays below it.
 */
const leastIntervalMs = 20;
const intervalMsPerTransaction = 8;
const intervalMsMax = 120;

function intervalMs(count: number): number {
  return Math.min(leastIntervalMs + (count - 1) * intervalMsPerTransaction, intervalMsMax);
}

export interface GossipBatch {
  add(encoded: Uint8Array): void;
  /** Sends what waits. */
  flush(): void;
  stop(): void;
}

export function createGossipBatch(clock: Clock, publish: (batch: Uint8Array) => void): GossipBatch {
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  let cancel: (() => void) | null = null;
  let nextAt = Number.NEGATIVE_INFINITY;

  function flush(): void {
    cancel?.();
    cancel = null;
    if (waiting.length === 0) return;
    nextAt = clock.elapsed() + intervalMs(waiting.length);
    publish(encode(transactionBatchCodec, waiting));
    waiting = [];
    bytes = 0;
  }

  return {
    add(encoded) {
      waiting.push(encoded);
      bytes += encoded.length;
      const waitMs = nextAt - clock.elapsed();
      if (bytes >= batchBytes || waiting.length >= 1024 || waitMs <= 0) flush();
      else cancel ??= clock.after(waitMs, flush);
    },
    flush,
    stop() {
      cancel?.();
      cancel = null;
      waiting = [];
    },
  };
}
