/** Collects new transactions for a few milliseconds, so that one message carries many. */
import { encode } from '@trellis/protocol';
import type { Clock } from '../ports/clock.ts';
import { transactionBatchCodec } from './messages.ts';

/** A batch is sent when it is this large, or when its first transaction has waited this long. */
const batchBytes = 128 * 1024;
const batchDelayMs = 4;

export interface GossipBatch {
  add(encoded: Uint8Array): void;
  stop(): void;
}

export function createGossipBatch(clock: Clock, publish: (batch: Uint8Array) => void): GossipBatch {
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  let cancel: (() => void) | null = null;

  function flush(): void {
    cancel?.();
    cancel = null;
    if (waiting.length === 0) return;
    publish(encode(transactionBatchCodec, waiting));
    waiting = [];
    bytes = 0;
  }

  return {
    add(encoded) {
      waiting.push(encoded);
      bytes += encoded.length;
      if (bytes >= batchBytes || waiting.length >= 1024) flush();
      else cancel ??= clock.after(batchDelayMs, flush);
    },
    stop() {
      cancel?.();
      cancel = null;
      waiting = [];
    },
  };
}
