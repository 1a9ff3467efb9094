/** Server-sent events: every final block and the outcome of every transaction in it. */
import type { ServerResponse } from 'node:http';
import { type Height, type Json, nextHeight } from '@trellis/protocol';
import { blockEventCodec, transactionEventCodec } from '@trellis/protocol/http-api';
import type { EngineEvent, Events } from '../engine/events.ts';
import type { Store } from '../ports/store.ts';
import { ApiError } from './problem.ts';

/** Streams at once; each costs a socket and a buffer. */
const subscribersMax = 128;

/** A reader that is this far behind is cut off; it reconnects and asks for what it missed. */
const backlogBytesMax = 4 * 1024 * 1024;

/** A reader that missed more is better served by the blocks themselves. */
const resumeBlocksMax = 10_000n;

const keepAliveMs = 15_000;

export interface EventStream {
  /**
   * Takes over a response and writes events to it until either side ends: from the block after
   * `after` on, or from now on. Throws `ApiError`.
   */
  attach(response: ServerResponse, after: Height | undefined): void;
  /** Ends every stream. */
  close(): void;
}

export function createEventStream(
  events: Events,
  store: Pick<Store, 'finalHeader' | 'head' | 'receipts'>,
): EventStream {
  const open = new Set<ServerResponse>();
  /** Those that still get what they missed. */
  const behind = new Set<ServerResponse>();

  /** Writes the blocks after `after`, as fast as they are read, and goes on with the new ones. */
  async function resume(response: ServerResponse, after: Height): Promise<void> {
    for (let height = nextHeight(after); ; height = nextHeight(height)) {
      const final = store.finalHeader(height);
      const receipts = store.receipts(height);
      if (response.destroyed) break;
      if (final === undefined || receipts === undefined) {
        // Nothing has waited since this was found out, so no block can have come between.
        open.add(response);
        break;
      }
      if (response.write(format({ type: 'block', final, receipts }))) continue;
      await new Promise<void>((resolve) => {
        const go = (): void => {
          response.off('drain', go).off('close', go);
          resolve();
        };
        response.on('drain', go).on('close', go);
      });
    }
    behind.delete(response);
  }

  const unsubscribe = events.subscribe((event) => {
    if (open.size === 0) return;
    const text = format(event);
    for (const response of open) {
      if (response.writableLength > backlogBytesMax) response.destroy();
      else response.write(text);
    }
  });
  const keepAlive = setInterval(() => {
    for (const response of open) response.write(': still here\n\n');
  }, keepAliveMs);
  keepAlive.unref();

  return {
    attach(response, after) {
      if (open.size + behind.size >= subscribersMax) {
        throw new ApiError(503, 'too_many_subscribers', `at most ${subscribersMax} event streams`);
      }
      const head = store.head().header.height;
      if (after !== undefined && (after > head || head - after > resumeBlocksMax)) {
        throw new ApiError(
          400,
          'bad_parameter',
          `Last-Event-ID: expected a block at most ${resumeBlocksMax} before the newest, ${head}; ` +
            'ask for older ones at /v1/blocks',
        );
      }
      response.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        connection: 'keep-alive',
      });
      response.write(': trellis events\n\n');
      response.on('close', () => {
        open.delete(response);
        behind.delete(response);
      });
      if (after === undefined) {
        open.add(response);
        return;
      }
      behind.add(response);
      void resume(response, after);
    },
    close() {
      unsubscribe();
      clearInterval(keepAlive);
      for (const response of [...open, ...behind]) response.end();
      open.clear();
      behind.clear();
    },
  };
}

/** One block as a `block` event and a `transaction` event for each of its transactions. */
function format(event: EngineEvent): string {
  if (event.type === 'dropped') return '';
  const { header, blockId, certificate } = event.final;
  const { height, time, proposer } = header;
  const block = blockEventCodec.toJson({
    height,
    blockId,
    time,
    round: certificate?.round ?? 0,
    proposer,
    transactions: event.receipts.length,
  });
  const transactions = event.receipts.map(({ transactionId, status }) =>
    frame('transaction', height, transactionEventCodec.toJson({ transactionId, height, status })),
  );
  return [frame('block', height, block), ...transactions].join('');
}

function frame(name: string, id: bigint, data: Json): string {
  return `event: ${name}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
}
