import { type Fetch, httpTransport } from '@trellis/client';
import type { Hash } from '@trellis/crypto';
import { blockId, toHeight } from '@trellis/protocol';
import { blockEventCodec, blockResponseCodec } from '@trellis/protocol/http-api';
import { headers } from '@trellis/protocol/testing';
import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import type { ChainNodes } from './chain-nodes.ts';
import { followChain, gapsIn, type Live } from './live.ts';
import { createNewest } from './newest.ts';
import type { Session } from './session.ts';
import { statusJson, testChainId, testGenesisHash } from './testing/status.ts';

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

interface TestNode {
  /** Its newest block; `null`: it does not answer. */
  head: bigint | null;
  /** Blocks that it does not have. */
  readonly lacks: Set<bigint>;
  genesis?: Hash;
  events(): Promise<Response>;
  readonly asked: string[];
}

const nodeAt = (head: bigint): TestNode => ({
  head,
  lacks: new Set(),
  events: () => new Promise(() => undefined),
  asked: [],
});

function fetchFrom(node: TestNode): Fetch {
  return async (input) => {
    const { pathname } = new URL(input);
    const name = pathname.split('/').at(-1) ?? '';
    node.asked.push(name);
    if (node.head === null) throw new TypeError('fetch failed');
    if (name === 'events') return node.events();
    if (name === 'recoveries') return new Response('{"recoveries":[]}');
    if (name === 'status') return new Response(statusJson(node.head, node.genesis));
    if (name === '30') await new Promise((resolve) => setTimeout(resolve, 20));
    if (node.lacks.has(BigInt(name))) {
      return new Response(
        '{"type":"about:blank","title":"","status":404,"detail":"","code":"not_found"}',
        { status: 404 },
      );
    }
    return answerOf(BigInt(name));
  };
}

/** A session of these nodes, the first of them the page's own. */
function sessionWith(...others: readonly TestNode[]): Session {
  let index = 0;
  const nodes: ChainNodes = {
    urls: others.map((_, number) => `http://node${number}.test`),
    current: () => `http://node${index}.test`,
    moveOn: () => {
      index = (index + 1) % others.length;
    },
    fetch: (url, request) => fetchFrom(others[index] ?? missing())(url, request),
    clockAheadMs: () => 0,
  };
  const transport = httpTransport({ url: 'http://node0.test', fetch: nodes.fetch });
  const checks = { check: async () => undefined, trusted: () => ({ epochs: [] }) };
  return {
    transport,
    nodes,
    light: checks,
    newest: createNewest(),
    genesis: { chainId: testChainId },
    genesisHash: testGenesisHash,
    recoveries: [],
  } as unknown as Session;
}

const heightsOf = ({ blocks }: Live) => blocks.map(({ block }) => block.header.height);

let ended = new AbortController();
afterEach(() => {
  ended.abort();
  ended = new AbortController();
});

/** Follows until it is so. */
function until(session: Session, isSo: (live: Live) => boolean, seen: Live[] = []) {
  const following = followChain(session, ended.signal);
  const reached = (check: (live: Live) => boolean) =>
    new Promise<void>((resolve) => {
      following.live.watch((now) => {
        seen.push(now);
        if (check(now)) resolve();
      });
      if (check(following.live.get())) resolve();
    });
  return { ...following, reached, first: reached(isSo) };
}

const down = (from: bigint, count: number) =>
  Array.from({ length: count }, (_, index) => from - BigInt(index));

it('shows the newest block before older ones, which would look like a chain that stalls', async () => {
  const seen: Live[] = [];
  const { live, first } = until(
    sessionWith(nodeAt(30n)),
    ({ blocks }) => blocks.length === 24,
    seen,
  );
  await first;
  const tops = seen.map((one) => heightsOf(one)[0]);
  expect(tops.filter((height) => height !== undefined && height !== 30n)).toEqual([]);
  expect(heightsOf(live.get())).toEqual(down(30n, 24));
});

it('shows what became final between the first answer and the first event as well', async () => {
  const { time, proposer } = sample;
  const [height, id] = [toHeight(33n), blockId(sample)];
  const event = { height, blockId: id, time, round: 0, proposer, transactions: 0 };
  const text = `event: block\nid: 33\ndata: ${JSON.stringify(blockEventCodec.toJson(event))}\n\n`;
  const node = nodeAt(30n);
  node.events = async () =>
    new Response(
      new ReadableStream({ start: (out) => out.enqueue(new TextEncoder().encode(text)) }),
    );
  const { first } = until(
    sessionWith(node),
    (now) => heightsOf(now).slice(0, 4).join() === '33,32,31,30',
  );
  await first;
});

it('fetches what was missed while the node was away, as far as it is shown', async () => {
  const node = nodeAt(30n);
  const { live, retry, reached, first } = until(
    sessionWith(node),
    (now) => heightsOf(now)[0] === 30n,
  );
  await first;
  node.head = null;
  retry();
  await reached((now) => now.node.type === 'silent');
  node.head = 500n;
  retry();
  await reached((now) => now.blocks.length === 60);
  expect(heightsOf(live.get())).toEqual(down(500n, 60));
  expect(live.get()).toMatchObject({ node: { type: 'answers' }, connections: 2 });
});

it('tells of a gap that can’t be filled, and fills it from a node that has it', async () => {
  const [first, second] = [nodeAt(30n), nodeAt(30n)];
  first.lacks.add(27n);
  const {
    live,
    retry,
    reached,
    first: begun,
  } = until(sessionWith(first, second), (now) => now.blocks.length === 23);
  await begun;
  expect(gapsIn(live.get().blocks)).toEqual([{ from: 27n, to: 27n }]);
  first.head = null;
  retry();
  await reached((now) => now.blocks.length === 24);
  expect(gapsIn(live.get().blocks)).toEqual([]);
  expect(live.get().url).toBe('http://node1.test');
});

it('takes nothing from a chain that was begun again, or another', async () => {
  const node = nodeAt(30n);
  const { live, retry, reached, first } = until(
    sessionWith(node),
    (now) => now.blocks.length === 24,
  );
  await first;
  node.genesis = 'ab'.repeat(32) as Hash;
  node.head = 90n;
  retry();
  await reached((now) => now.node.type === 'otherChain');
  expect(live.get().node).toMatchObject({ isBegunAgain: true });
  expect(heightsOf(live.get())[0]).toBe(30n);
});

it('says that a node is behind what is known', async () => {
  const node = nodeAt(30n);
  const { retry, reached, first } = until(sessionWith(node), (now) => now.blocks.length === 24);
  await first;
  node.head = 12n;
  retry();
  await reached(({ node: state }) => state.type === 'behind' && state.known === 30n);
});
