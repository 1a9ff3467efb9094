/** Server-sent events: every final block and the outcome of every transaction in it, or of one account. */
import type { ServerResponse } from 'node:http';
import type { Address } from '@trellis/crypto';
import { type ChainReader, type Events, inBackground } from '@trellis/engine';
import { type Height, nextHeight } from '@trellis/protocol';
import { endpoints } from '@trellis/protocol/http-api';
import { type AffectedIndex, affectedIndex } from './account-filter.ts';
import { type BlockHappened, eventFrames } from './event-frames.ts';
import { ApiError } from './problem.ts';
import { startSlices } from './slices.ts';

/** Streams at once; each costs a socket and a buffer. */
const subscribersMax = 128;

/** A reader that is this far behind is cut off; it reconnects and asks for what it missed. */
const backlogBytesMax = 4 * 1024 * 1024;

/** A reader that missed more is better served by the blocks themselves. */
const resumeBlocksMax = 10_000n;

const keepAliveMs = 15_000;

/** How soon a stream ends whose key was revoked or has expired. */
const validityMs = 1_000;

interface Subscription {
  /** From the block after this one on; `undefined`: from now on. */
  readonly after: Height | undefined;
  /** Only the transactions that concern this account. */
  readonly account: Address | undefined;
  /** Whose it is: each may have so many at once. */
  readonly caller: string;
  /** Whether it may continue. */
  readonly stillValid: () => boolean;
}

export interface EventStream {
  /** Takes over a response and writes events to it until either side ends. Throws `ApiError`. */
  attach(response: ServerResponse, subscription: Subscription): void;
  /** Ends every stream. */
  close(): void;
}

type EventStore = Pick<ChainReader, 'keeps' | 'finalBody' | 'finalHeader' | 'head' | 'receipts'>;

interface State {
  readonly store: EventStore;
  readonly perCallerMax: number;
  /** Those that get what happens as it does. */
  readonly open: Map<ServerResponse, Subscription>;
  /** Those that still get what they missed. */
  readonly behind: Map<ServerResponse, Subscription>;
}

export function createEventStream(
  events: Events,
  store: EventStore,
  perCallerMax: number,
): EventStream {
  const state: State = { store, perCallerMax, open: new Map(), behind: new Map() };
  const { open, behind } = state;
  const unsubscribe = events.subscribe((event) => {
    if (event.type === 'block') tell(state, event);
  });
  const keepAlive = setInterval(() => {
    for (const response of open.keys()) response.write(': still here\n\n');
  }, keepAliveMs).unref();
  const validity = setInterval(() => {
    for (const [response, { stillValid }] of [...open, ...behind]) {
      if (!stillValid()) response.end(': the credential is no longer valid\n\n');
    }
  }, validityMs).unref();

  return {
    attach(response, subscription) {
      requireRoom(state, subscription.caller);
      requireKept(store, subscription.after);
      begin(state, response, subscription);
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

function requireRoom({ open, behind, perCallerMax }: State, caller: string): void {
  if (open.size + behind.size >= subscribersMax) {
    throw new ApiError('too_many_subscribers', `at most ${subscribersMax} event streams`);
  }
  const own = [...open.values(), ...behind.values()].filter((one) => one.caller === caller);
  if (own.length < perCallerMax) return;
  throw new ApiError(
    'too_many_subscribers',
    `at most ${perCallerMax} event streams of one key, or of one address without a key`,
    { status: 429 },
  );
}

function requireKept(store: EventStore, after: Height | undefined): void {
  if (after === undefined) return;
  const head = store.head().header.height;
  if (after > head || head - after > resumeBlocksMax) {
    throw new ApiError(
      'bad_parameter',
      `Last-Event-ID: expected a block at most ${resumeBlocksMax} before the newest, ${head}; ` +
        `ask for older ones at ${endpoints.getBlock.path}`,
    );
  }
  // Certificates of older ones, in which their rounds are, were pruned.
  const { witnessesFrom } = store.keeps();
  if (nextHeight(after) < witnessesFrom) {
    throw new ApiError(
      'bad_parameter',
      `Last-Event-ID: this node keeps whole blocks from ${witnessesFrom} on; ask another node`,
    );
  }
}

function begin(state: State, response: ServerResponse, subscription: Subscription): void {
  const { open, behind } = state;
  const { after } = subscription;
  response.writeHead(200, { 'content-type': 'text/event-stream', connection: 'keep-alive' });
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
  // Whoever reads it connects again, and asks for the rest.
  const cutOff = (): void => {
    response.destroy();
  };
  inBackground(resume(state, response, { ...subscription, after }), cutOff);
}

/** Writes the blocks after `after`, as fast as they are read, and continues with the new ones. */
async function resume(
  { store, open, behind }: State,
  response: ServerResponse,
  subscription: Subscription & { readonly after: Height },
): Promise<void> {
  const { after, account } = subscription;
  const slices = startSlices();
  for (let height = nextHeight(after); ; height = nextHeight(height)) {
    const final = store.finalHeader(height);
    const receipts = store.receipts(height);
    if (response.destroyed) break;
    if (final === undefined || receipts === undefined) {
      // Nothing has waited since this was found out, so no block can have come between.
      open.set(response, subscription);
      break;
    }
    const text = eventFrames({ type: 'block', final, receipts }, account, () =>
      affectedIndex(store, height),
    );
    if (!response.write(text)) await drained(response);
    // A quiet account writes little and reads much: others get their turn.
    if (slices.isOver()) await slices.next();
  }
  behind.delete(response);
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      response.off('drain', go).off('close', go);
      resolve();
    };
    response.on('drain', go).on('close', go);
  });
}

/** Writes a block to all that are not behind. */
function tell({ store, open }: State, event: BlockHappened): void {
  let whole: string | undefined;
  let index: AffectedIndex | undefined;
  const indexOnce = (): AffectedIndex => {
    index ??= affectedIndex(store, event.final.header.height);
    return index;
  };
  for (const [response, { account }] of open) {
    if (response.writableLength > backlogBytesMax) {
      response.destroy();
      continue;
    }
    if (account === undefined) whole ??= eventFrames(event, undefined, indexOnce);
    response.write(account === undefined ? whole : eventFrames(event, account, indexOnce));
  }
}
