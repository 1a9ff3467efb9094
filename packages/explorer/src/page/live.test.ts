import { createClient } from '@trellis/client';
import { blockId, toHeight } from '@trellis/protocol';
import { blockEventCodec, blockResponseCodec } from '@trellis/protocol/http-api';
import { headers } from '@trellis/protocol/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { followChain, type Live } from './live.ts';
import { createNewest } from './newest.ts';
import type { Session } from './session.ts';

const sample = fc.sample(headers, { numRuns: 1, seed: 1 })[0] ?? missing();

function missing(): never {
  throw new Error('no header');
}

function answerOf(height: bigint): Response {
  const header = { ...sample, height: toHeight(height) };
  const block = {
    blockId: blockId(header),
    header,
    certificate: null,
    transactions: [],
    evidence: [],
  };
  return new Response(JSON.stringify(blockResponseCodec.toJson(block)));
}

/** A node at block 30 that is slow to give its newest block by height; what it tells of later is up to the test. */
function sessionWith(events: () => Promise<Response>): Session {
  const client = createClient({
    url: 'http://node.test',
    fetch: async (input) => {
      const name = String(input).split('/').at(-1);
      if (name === 'events') return events();
      if (name === '30') await new Promise((resolve) => setTimeout(resolve, 20));
      return answerOf(name === 'latest' ? 30n : BigInt(name ?? 0));
    },
  });
  const never = { check: () => Promise.reject(new Error('not checked here')) };
  return { client, light: never, newest: createNewest() } as unknown as Session;
}

const heightsOf = ({ blocks }: Live) => blocks.map(({ block }) => block.header.height);

it('shows the newest block before older ones, which would look like a chain that stalls', async () => {
  const ended = new AbortController();
  const live = followChain(
    sessionWith(() => new Promise(() => undefined)),
    ended.signal,
  );
  const seen: Live[] = [];
  const all = new Promise<void>((resolve) => {
    live.watch((now) => {
      seen.push(now);
      if (now.blocks.length === 24) resolve();
    });
  });
  await all;
  ended.abort();
  expect(seen.map((one) => heightsOf(one)[0]).filter((height) => height !== 30n)).toEqual([]);
  expect(heightsOf(live.get())).toEqual(
    Array.from({ length: 24 }, (_, index) => 30n - BigInt(index)),
  );
});

it('shows what became final between the first answer and the first event as well', async () => {
  const { time, proposer } = sample;
  const [height, id] = [toHeight(33n), blockId(sample)];
  const event = { height, blockId: id, time, round: 0, proposer, transactions: 0 };
  const text = `event: block\nid: 33\ndata: ${JSON.stringify(blockEventCodec.toJson(event))}\n\n`;
  const ended = new AbortController();
  const events = new ReadableStream({
    start: (out) => out.enqueue(new TextEncoder().encode(text)),
  });
  const live = followChain(
    sessionWith(async () => new Response(events)),
    ended.signal,
  );
  await new Promise<void>((resolve) => {
    live.watch((now) => {
      if (heightsOf(now).slice(0, 4).join() === '33,32,31,30') resolve();
    });
  });
  ended.abort();
});
