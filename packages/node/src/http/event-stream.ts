/** Server-sent events: every final block and the outcome of every transaction in it. */
import type { ServerResponse } from 'node:http';
import type { Json } from '@trellis/protocol';
import { blockEventCodec, transactionEventCodec } from '@trellis/protocol/http-api';
import type { EngineEvent, Events } from '../engine/events.ts';
import { ApiError } from './problem.ts';

/** Streams at once; each costs a socket and a buffer. */
const subscribersMax = 128;

/** A reader that is this far behind is cut off; it reconnects and asks for what it missed. */
const backlogBytesMax = 4 * 1024 * 1024;

const keepAliveMs = 15_000;

export interface EventStream {
  /** Takes over a response and writes events to it until either side ends. Throws `ApiError`. */
  attach(response: ServerResponse): void;
  /** Ends every stream. */
  close(): void;
}

export function createEventStream(events: Events): EventStream {
  const open = new Set<ServerResponse>();

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
    attach(response) {
      if (open.size >= subscribersMax) {
        throw new ApiError(503, 'too_many_subscribers', `at most ${subscribersMax} event streams`);
      }
      response.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        connection: 'keep-alive',
      });
      response.write(': trellis events\n\n');
      open.add(response);
      response.on('close', () => open.delete(response));
    },
    close() {
      unsubscribe();
      clearInterval(keepAlive);
      for (const response of open) response.end();
      open.clear();
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
