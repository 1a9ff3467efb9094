/** Sends a lone transaction on at once, and collects those that follow, so that one message carries many. */
import { encode } from '@trellis/protocol';
import type { Clock } from '../ports/clock.ts';
import { transactionBatchCodec } from './messages.ts';

/** A batch is sent when it is this large, and otherwise at most once in this time. */
const batchBytes = 128 * 1024;
const batchIntervalMs = 20;

export interface GossipBatch {
  add(encoded: Uint8Array): void;
  stop(): void;
}

export function createGossipBatch(clock: Clock, publish: (batch: Uint8Array) => void): GossipBatch {
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  let cancel: (() => void) | null = null;
  let lastSentAt = Number.NEGATIVE_INFINITY;

  function flush(): void {
    cancel?.();
    cancel = null;
    if (waiting.length === 0) return;
    lastSentAt = clock.elapsed();
    publish(encode(transactionBatchCodec, waiting));
    waiting = [];
    bytes = 0;
  }

  return {
    add(encoded) {
      waiting.push(encoded);
      bytes += encoded.length;
      const waitMs = lastSentAt + batchIntervalMs - clock.elapsed();
      if (bytes >= batchBytes || waiting.length >= 1024 || waitMs <= 0) flush();
      else cancel ??= clock.after(waitMs, flush);
    },
    stop() {
      cancel?.();
      cancel = null;
      waiting = [];
    },
  };
}
