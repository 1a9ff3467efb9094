/** Server-sent events: every final block and the outcome of every transaction in it, or of one account. */
import type { ServerResponse } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import type { Address } from '@trellis/crypto';
import { type EngineEvent, type Events, inBackground, type Store } from '@trellis/engine';
import { type Height, type Json, nextHeight } from '@trellis/protocol';
import { blockEventCodec, transactionEventCodec } from '@trellis/protocol/http-api';
import { type ConcernIndex, concernIndex } from './account-filter.ts';
import { ApiError } from './problem.ts';

/** Streams at once; each costs a socket and a buffer. */
const subscribersMax = 128;

/** A reader that is this far behind is cut off; it reconnects and asks for what it missed. */
const backlogBytesMax = 4 * 1024 * 1024;

/** A reader that missed more is better served by the blocks themselves. */
const resumeBlocksMax = 10_000n;

const keepAliveMs = 15_000;

/** How soon a stream ends whose key was revoked or has expired. */
const validityMs = 1_000;

export interface Subscription {
  /** From the block after this one on; `undefined`: from now on. */
  readonly after: Height | undefined;
  /** Only the transactions that concern this account. */
  readonly account: Address | undefined;
  /** Whose it is: each may have so many at once. */
  readonly caller: string;
  /** Whether it may go on. */
  readonly stillValid: () => boolean;
}

export interface EventStream {
  /** Takes over a response and writes events to it until either side ends. Throws `ApiError`. */
  attach(response: ServerResponse, subscription: Subscription): void;
  /** Ends every stream. */
  close(): void;
}

type BlockHappened = Extract<EngineEvent, { type: 'block' }>;

export function createEventStream(
  events: Events,
  store: Pick<Store, 'base' | 'finalContent' | 'finalHeader' | 'head' | 'receipts'>,
  perCallerMax: number,
): EventStream {
  const open = new Map<ServerResponse, Subscription>();
  /** Those that still get what they missed. */
  const behind = new Map<ServerResponse, Subscription>();

  /** Writes the blocks after `after`, as fast as they are read, and goes on with the new ones. */
  async function resume(response: ServerResponse, one: Subscription, after: Height): Promise<void> {
    for (let height = nextHeight(after); ; height = nextHeight(height)) {
      const final = store.finalHeader(height);
      const receipts = store.receipts(height);
      if (response.destroyed) break;
      if (final === undefined || receipts === undefined) {
        // Nothing has waited since this was found out, so no block can have come between.
        open.set(response, one);
        break;
      }
      const text = format({ type: 'block', final, receipts }, one.account, () =>
        concernIndex(store, height),
      );
      if (response.write(text)) {
        // A quiet account writes little and reads much: others get their turn.
        if (height % 16n === 0n) await turn();
        continue;
      }
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
    if (open.size === 0 || event.type !== 'block') return;
    let whole: string | undefined;
    let index: ConcernIndex | undefined;
    const indexOnce = (): ConcernIndex => {
      index ??= concernIndex(store, event.final.header.height);
      return index;
    };
    for (const [response, { account }] of open) {
      if (response.writableLength > backlogBytesMax) {
        response.destroy();
        continue;
      }
      if (account === undefined) whole ??= format(event, undefined, indexOnce);
      response.write(account === undefined ? whole : format(event, account, indexOnce));
    }
  });
  const keepAlive = setInterval(() => {
    for (const response of open.keys()) response.write(': still here\n\n');
  }, keepAliveMs);
  keepAlive.unref();
  const validity = setInterval(() => {
    for (const [response, { stillValid }] of [...open, ...behind]) {
      if (!stillValid()) response.end(': the credential is no longer valid\n\n');
    }
  }, validityMs);
  validity.unref();

  function requireRoom(caller: string): void {
    if (open.size + behind.size >= subscribersMax) {
      throw new ApiError(503, 'too_many_subscribers', `at most ${subscribersMax} event streams`);
    }
    const own = [...open.values(), ...behind.values()].filter((one) => one.caller === caller);
    if (own.length >= perCallerMax) {
      throw new ApiError(
        429,
        'too_many_subscribers',
        `at most ${perCallerMax} event streams of one key, or of one address without a key`,
      );
    }
  }

  return {
    attach(response, subscription) {
      requireRoom(subscription.caller);
      const { after } = subscription;
      const head = store.head().header.height;
      if (after !== undefined && (after > head || head - after > resumeBlocksMax)) {
        throw new ApiError(
          400,
          'bad_parameter',
          `Last-Event-ID: expected a block at most ${resumeBlocksMax} before the newest, ${head}; ` +
            'ask for older ones at /v1/blocks',
        );
      }
      if (after !== undefined && after < store.base()) {
        throw new ApiError(
          400,
          'bad_parameter',
          `Last-Event-ID: this node began with a snapshot of block ${store.base()} and has no blocks before; ` +
            'ask another node',
        );
      }
      response.writeHead(200, {
        'content-type': 'text/event-stream',
        connection: 'keep-alive',
      });
      response.write(': trellis events\n\n');
      response.on('close', () => {
        open.delete(response);
        behind.delete(response);
      });
      if (after === undefined) {
        open.set(response, subscription);
        return;
      }
      behind.set(response, subscription);
      inBackground(resume(response, subscription, after), (error) =>
        response.destroy(error instanceof Error ? error : undefined),
      );
    },
    close() {
      unsubscribe();
      clearInterval(keepAlive);
      clearInterval(validity);
      for (const response of [...open.keys(), ...behind.keys()]) response.end();
      open.clear();
      behind.clear();
    },
  };
}

/**
 * One block as a `block` event and a `transaction` event for each of its transactions. For one account only
 * its transactions; the id of the block goes out all the same, so that a reader knows how far it is. The id
 * comes with the last event alone: whoever is cut off in the middle of a block gets all of it again.
 */
function format(
  { final, receipts }: BlockHappened,
  account: Address | undefined,
  index: () => ConcernIndex,
): string {
  const { header, blockId, certificate } = final;
  const { height, time, proposer } = header;
  const transaction = ({ transactionId, status }: (typeof receipts)[number]): string =>
    frame('transaction', transactionEventCodec.toJson({ transactionId, height, status }));
  if (account !== undefined) {
    const own = receipts.length === 0 ? undefined : index().get(account);
    return named(height, receipts.filter((one) => own?.has(one.transactionId)).map(transaction));
  }
  const block = blockEventCodec.toJson({
    height,
    blockId,
    time,
    round: certificate?.round ?? 0,
    proposer,
    transactions: receipts.length,
  });
  return named(height, [frame('block', block), ...receipts.map(transaction)]);
}

/** Events, of which the last one has the id. */
function named(id: bigint, frames: readonly string[]): string {
  return `${frames.slice(0, -1).join('')}id: ${id}\n${frames.at(-1) ?? '\n'}`;
}

function frame(name: string, data: Json): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
