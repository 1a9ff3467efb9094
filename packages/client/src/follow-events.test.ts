import type { Hash } from '@trellis/crypto';
import { genesisHash, toHeight } from '@trellis/protocol';
import {
  blockEventCodec,
  blockResponseCodec,
  transactionEventCodec,
} from '@trellis/protocol/http-api';
import { describe, expect, it } from 'vitest';
import { followEvents } from './follow-events.ts';
import { httpTransport } from './http-transport.ts';
import { blockAnswer } from './testing/fake-answers.ts';
import { fakeChain } from './testing/fake-chain.ts';
import { answerWith, fakeTransport, refuseWith } from './testing/fake-node.ts';

const chain = fakeChain();
const idOf = (number: number): Hash => number.toString(16).padStart(64, '0') as Hash;

/** Transactions of each block: block 3 has 30 and 31, block 4 has none, block 5 has 50 … */
const blocks = new Map<bigint, readonly Hash[]>([
  [1n, []],
  [2n, [idOf(20)]],
  [3n, [idOf(30), idOf(31)]],
  [4n, []],
  [5n, [idOf(50)]],
]);

/** What a node writes for these transactions of a block, all of them unless told otherwise. */
function frames(height: bigint, told = blocks.get(height) ?? []): string {
  const block = blockEventCodec.toJson({
    height: toHeight(height),
    blockId: genesisHash(chain.genesis),
    time: 1n,
    round: 0,
    proposer: chain.trusted.epochs[0]?.validators.validators[0]?.address ?? (idOf(0) as never),
    transactions: blocks.get(height)?.length ?? 0,
  });
  const transactions = told.map((transactionId) => ({
    transactionId,
    height: toHeight(height),
    status: 'success' as const,
  }));
  return [
    `event: block\nid: ${height}\ndata: ${JSON.stringify(block)}\n\n`,
    ...transactions.map(
      (one) => `event: transaction\ndata: ${JSON.stringify(transactionEventCodec.toJson(one))}\n\n`,
    ),
  ].join('');
}

const inBytes = (text: string) => new TextEncoder().encode(text);

/** A stream of these texts, each a chunk; then it breaks, or ends. */
function stream(texts: readonly string[], then: 'ends' | 'breaks' | 'stays' = 'ends'): Response {
  const waiting = texts.map(inBytes);
  return new Response(
    new ReadableStream({
      pull(controller) {
        const next = waiting.shift();
        if (next !== undefined) controller.enqueue(next);
        else if (then === 'ends') controller.close();
        else if (then === 'breaks') controller.error(new Error('connection reset'));
        else return new Promise(() => undefined);
        return undefined;
      },
    }),
  );
}

/** Follows a node that answers each connection with the next of `streams`, until `count` events came. */
async function follow(count: number, ...streams: (() => Response | Promise<Response>)[]) {
  const abort = new AbortController();
  const transport = fakeTransport(({ path }) => {
    if (path === '/v1/events') {
      const next = streams.shift();
      if (next === undefined) throw new Error('no more connections were expected');
      return next();
    }
    const name = path.slice('/v1/blocks/'.length);
    const height = name === 'latest' ? 5n : BigInt(name);
    return answerWith(blockResponseCodec, blockAnswer(chain, height, blocks.get(height) ?? []));
  });
  const seen: (bigint | number)[] = [];
  for await (const event of followEvents(transport, abort.signal, { reconnectMs: 1 })) {
    seen.push(event.type === 'block' ? event.height : Number.parseInt(event.transactionId, 16));
    if (seen.length === count) abort.abort();
  }
  return seen;
}

const everything = [2n, 20, 3n, 30, 31, 4n, 5n, 50];

describe('followEvents', () => {
  it('gives blocks and their transactions as they come', async () => {
    const text = `: hello\n\n${frames(2n)}${frames(3n)}${frames(4n)}${frames(5n)}`;
    expect(await follow(8, () => stream([text], 'stays'))).toEqual(everything);
  });

  it('does not care how the bytes are cut', async () => {
    const text = frames(2n) + frames(3n) + frames(4n) + frames(5n);
    const pieces = Array.from({ length: Math.ceil(text.length / 7) }, (_, index) =>
      text.slice(7 * index, 7 * index + 7),
    );
    expect(await follow(8, () => stream(pieces, 'stays'))).toEqual(everything);
  });

  it('passes over events of a kind it does not know', async () => {
    const text = `event: weather\ndata: rain\n\n${frames(2n)}`;
    expect(await follow(2, () => stream([text], 'stays'))).toEqual([2n, 20]);
  });

  it.each(['ends', 'breaks'] as const)(
    'connects again when the stream %s, and fetches what it missed',
    async (how) => {
      const seen = await follow(
        8,
        () => stream([frames(2n)], how),
        () => stream([], how),
        () => stream([frames(5n)], 'stays'),
      );
      expect(seen).toEqual(everything);
    },
  );

  it('begins behind the block that the caller knows, with what happened since', async () => {
    const abort = new AbortController();
    const transport = fakeTransport(({ path }) => {
      if (path === '/v1/events') return stream([], 'stays');
      const name = path.slice('/v1/blocks/'.length);
      const height = name === 'latest' ? 5n : BigInt(name);
      return answerWith(blockResponseCodec, blockAnswer(chain, height, blocks.get(height) ?? []));
    });
    const heights: bigint[] = [];
    for await (const event of followEvents(transport, abort.signal, { after: 2n })) {
      if (event.type === 'block') heights.push(event.height);
      if (event.type === 'transaction' && event.height === 5n) abort.abort();
    }
    expect(heights).toEqual([3n, 4n, 5n]);
  });

  it('goes to another node when one does not answer, without a gap', async () => {
    const abort = new AbortController();
    const asked: string[] = [];
    const texts = new Map([
      ['second.test', [frames(2n)]],
      ['third.test', [frames(5n)]],
    ]);
    const transport = httpTransport({
      url: 'http://first.test',
      others: [{ url: 'http://second.test' }, { url: 'http://third.test' }],
      timeoutMs: 1_000,
      async fetch(input) {
        const { hostname, pathname } = new URL(String(input));
        if (pathname === '/v1/events') {
          asked.push(hostname);
          const text = texts.get(hostname);
          texts.delete(hostname);
          return stream(text ?? [], hostname === 'third.test' ? 'stays' : 'breaks');
        }
        if (hostname === 'first.test') throw new TypeError('connection refused');
        const name = pathname.slice('/v1/blocks/'.length);
        const height = name === 'latest' ? 3n : BigInt(name);
        return answerWith(blockResponseCodec, blockAnswer(chain, height, blocks.get(height) ?? []));
      },
    });
    const heights: bigint[] = [];
    for await (const event of followEvents(transport, abort.signal, { reconnectMs: 1 })) {
      if (event.type === 'block') heights.push(event.height);
      if (event.height === 5n) abort.abort();
    }
    expect(asked).toEqual(['first.test', 'second.test', 'third.test']);
    expect(heights).toEqual([2n, 3n, 4n, 5n]);
  });

  it('continues in the middle of a block, telling of no transaction twice', async () => {
    const seen = await follow(
      8,
      () => stream([frames(2n), frames(3n, [idOf(30)])], 'breaks'),
      () => stream([frames(3n), frames(4n), frames(5n)], 'stays'),
    );
    expect(seen).toEqual(everything);
  });

  it('fills a gap inside one stream', async () => {
    const seen = await follow(8, () => stream([frames(2n), frames(5n)], 'stays'));
    expect(seen).toEqual(everything);
  });

  it('tries again when a connection is refused later on', async () => {
    const seen = await follow(
      8,
      () => stream([frames(2n)]),
      () => Promise.reject(new TypeError('fetch failed')),
      () => refuseWith(503, 'too_many_subscribers'),
      () => stream([frames(5n)], 'stays'),
    );
    expect(seen).toEqual(everything);
  });

  it('throws when the first connection is refused', async () => {
    const refused = () => refuseWith(503, 'too_many_subscribers');
    await expect(follow(1, refused)).rejects.toMatchObject({ code: 'too_many_subscribers' });
    const away = () => Promise.reject(new TypeError('fetch failed'));
    await expect(follow(1, away)).rejects.toMatchObject({ code: 'unreachable' });
  });

  it.each([
    [401, 'credential_revoked'],
    [403, 'insufficient_scope'],
  ])('gives up when it is let in no more: %d', async (status, code) => {
    let asked = 0;
    const refused = (): Response => {
      asked += 1;
      return refuseWith(status, code);
    };
    const shutOut = follow(8, () => stream([frames(2n)]), refused, refused);
    await expect(shutOut).rejects.toMatchObject({ code });
    expect(asked).toBe(1);
  });

  it('takes an event it can’t read as a broken connection', async () => {
    const seen = await follow(
      8,
      () => stream([frames(2n), 'event: block\ndata: {"height":3}\n\n']),
      () => stream([frames(3n), frames(4n), frames(5n)], 'stays'),
    );
    expect(seen).toEqual(everything);
  });

  it.each([
    ['an event came', undefined],
    ['what was missed was fetched', 1n],
  ])('closes its connection when the caller leaves the loop after %s', async (_, after) => {
    const signals: (AbortSignal | null)[] = [];
    const transport = fakeTransport(({ path, signal }) => {
      if (path === '/v1/events') {
        signals.push(signal);
        return stream([frames(2n)], 'stays');
      }
      return answerWith(blockResponseCodec, blockAnswer(chain, 2n, [idOf(20)]));
    });
    const options = after === undefined ? {} : { after };
    const { signal } = new AbortController();
    for await (const event of followEvents(transport, signal, options)) {
      expect(event.height).toBe(2n);
      break;
    }
    expect(signals.map((one) => one?.aborted)).toEqual([true]);
  });

  it('ends quietly when it is told to', async () => {
    const abort = new AbortController();
    abort.abort();
    const transport = fakeTransport(() => stream([]));
    for await (const event of followEvents(transport, abort.signal)) throw new Error(event.type);
  });
});
