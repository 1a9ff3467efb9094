import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { keyAddress, zeroHash } from '@trellis/crypto';
import type { FinalHeader } from '@trellis/engine';
import { createEvents, type Events } from '@trellis/engine';
import { type Height, type Receipt, toHeight } from '@trellis/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { createEventStream, type EventStream } from './event-stream.ts';
import { ApiError } from './problem.ts';

let server: Server | undefined;
let stream: EventStream | undefined;
afterEach(() => {
  stream?.close();
  server?.closeAllConnections();
  server?.close();
});

function finalAt(height: Height): FinalHeader {
  return {
    blockId: zeroHash,
    certificate: null,
    header: {
      chainId: 'test-chain' as FinalHeader['header']['chainId'],
      height,
      time: 1n,
      proposer: keyAddress('ml-dsa-65', new Uint8Array(1952)),
      previousBlockId: zeroHash,
      transactionsRoot: zeroHash,
      witnessRoot: zeroHash,
      evidenceRoot: zeroHash,
      stateRoot: zeroHash,
      receiptsRoot: zeroHash,
      validatorSetHash: zeroHash,
      nextValidatorSetHash: zeroHash,
      version: 1,
    },
  };
}

/** A chain that grows by hand, served as events. */
async function serve(blocks: number, base = 0) {
  let newest = blocks;
  const events: Events = createEvents();
  const store = {
    keeps: () => {
      const first = toHeight(BigInt(base + 1));
      return { blocksFrom: first, witnessesFrom: first };
    },
    head: () => finalAt(toHeight(BigInt(newest))),
    finalHeader: (height: Height) => (height <= newest ? finalAt(height) : undefined),
    finalBody: () => undefined,
    receipts: (height: Height) => (height <= newest ? [] : undefined),
  };
  const made = createEventStream(events, store, 128);
  stream = made;
  server = createServer((request, response) => {
    const header = request.headers['last-event-id'];
    const after = header === undefined ? undefined : toHeight(BigInt(String(header)));
    try {
      made.attach(response, { after, account: undefined, caller: 'test', stillValid: () => true });
    } catch (error) {
      response.statusCode = error instanceof ApiError ? error.status : 500;
      response.end(error instanceof Error ? error.message : '');
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    grow(receipts: readonly Receipt[] = []): void {
      newest += 1;
      events.emit({ type: 'block', final: finalAt(toHeight(BigInt(newest))), receipts });
    },
  };
}

/** The ids of the first `count` events. */
async function ids(response: Response, count: number): Promise<readonly number[]> {
  const found: number[] = [];
  let text = '';
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  while (reader !== undefined && found.length < count) {
    const { value, done } = await reader.read();
    if (done) break;
    text += value;
    found.splice(0, found.length);
    for (const [, id] of text.matchAll(/^id: ([0-9]+)$/gm)) found.push(Number(id));
  }
  await reader?.cancel();
  return found.slice(0, count);
}

describe('the event stream', () => {
  it('begins now, unless asked for what was missed', async () => {
    const chain = await serve(5);
    const response = await fetch(chain.url);
    chain.grow();
    expect(await ids(response, 1)).toEqual([6]);
  });

  it('gives every block after the last one seen, once and in order, while new ones come', async () => {
    const chain = await serve(3_000);
    const response = await fetch(chain.url, { headers: { 'last-event-id': '2' } });
    for (let count = 0; count < 20; count++) {
      chain.grow();
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    const seen = await ids(response, 3_018);
    expect(seen).toEqual(Array.from({ length: 3_018 }, (_, index) => index + 3));
  });

  it('names a block with its last event, so that a reader cut off before gets all of it again', async () => {
    const chain = await serve(5);
    const response = await fetch(chain.url);
    const receipt = {
      transactionId: zeroHash,
      status: 'success',
      failedOperation: null,
      fee: 0n,
    } as const;
    chain.grow([receipt, receipt]);
    stream?.close();
    const events = (await response.text()).split('\n\n').filter((one) => one.includes('event: '));
    expect(events.map((one) => /^id: 6$/m.test(one))).toEqual([false, false, true]);
  });

  it('refuses a block that is too far back, or not there yet', async () => {
    const chain = await serve(20_000);
    for (const id of ['9', '20001']) {
      const response = await fetch(chain.url, { headers: { 'last-event-id': id } });
      expect(response.status).toBe(400);
      expect(await response.text()).toMatch(/Last-Event-ID.*\/v1\/blocks/);
    }
  });

  it('refuses to leave blocks out of which it has not all, as it began with a snapshot', async () => {
    const chain = await serve(9, 5);
    const from = (id: string) => fetch(chain.url, { headers: { 'last-event-id': id } });
    expect(await (await from('4')).text()).toMatch(/whole blocks from 6 on.*another node/);
    expect(await ids(await from('5'), 4)).toEqual([6, 7, 8, 9]);
  });

  it('cuts a reader off who does not read, and no other', async () => {
    const chain = await serve(1);
    const { hostname, port } = new URL(chain.url);
    const idle = connect(Number(port), hostname).pause();
    idle.on('error', () => undefined);
    idle.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    const attentive = await fetch(chain.url);
    let received = 0;
    const reading = (async () => {
      for await (const chunk of attentive.body ?? []) received += (chunk as Uint8Array).length;
    })().catch(() => undefined);
    const connections = (): Promise<number> =>
      new Promise((resolve, reject) => {
        server?.getConnections((error, count) => (error ? reject(error) : resolve(count)));
      });
    while ((await connections()) < 2) await turn();
    // What the system itself keeps for the reader comes on top of what we do.
    for (let blocks = 0; (await connections()) === 2 && blocks < 200_000; blocks += 200) {
      for (let count = 0; count < 200; count += 1) chain.grow();
      await turn();
    }
    expect(await connections()).toBe(1);
    const before = received;
    chain.grow();
    while (received === before) await turn();
    idle.destroy();
    stream?.close();
    await reading;
  });
});
