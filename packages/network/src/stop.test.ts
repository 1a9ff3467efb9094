/** A process whose transports are stopped has nothing left to do and ends. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { TransportHandlers } from '@trellis/engine';
import { afterEach, describe, expect, it } from 'vitest';
import { generateNetworkKey } from './channel/network-key.ts';
import { generatePeerKey } from './peer-key.ts';
import { asPeer, createFixture, noAnswer, numbered, until } from './testing/network-fixture.ts';
import { createLibp2pTransport } from './transport.ts';

const run = promisify(execFile);
const fixture = createFixture();
afterEach(fixture.stopAll);

const program = `
  const { createFixture, numbered, until, noAnswer } = await import(process.argv[1]);
  const fixture = createFixture();
  const [first, second] = await fixture.startMesh(2, { onRequest: noAnswer });
  first.transport.broadcast(numbered(1));
  await first.transport.publish('blocks', numbered(2));
  await until('the message arrives', () => second.messages.length === 1);
  const options = { signal: AbortSignal.timeout(60_000), maxBytes: 1_000 };
  for await (const _ of first.transport.request(second.transport.self, numbered(3), options));
  await fixture.stopAll();
  console.log('stopped');
`;

describe('stop', () => {
  it('leaves nothing that keeps the process alive', async () => {
    const file = new URL('./testing/network-fixture.ts', import.meta.url).href;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program, file], {
      timeout: 60_000,
    });
    expect(stdout).toContain('stopped');
  });

  it('ends while a dial, a request and a reconnection are under way', async () => {
    const other = await fixture.startNode({
      async *onRequest() {
        for (;;) yield numbered(1, 10_000);
      },
    });
    const absent = {
      name: asPeer(await fixture.startNode()).name,
      address: '/ip4/127.0.0.1/tcp/1',
    };
    const node = await fixture.startNode({ peers: [asPeer(other), absent] });
    await until('it is connected', () => node.events.length > 0);
    const answer = node.transport.request(other.transport.self, numbered(1), {
      signal: AbortSignal.timeout(20_000),
      maxBytes: 2 ** 30,
    });
    const iterator = answer[Symbol.asyncIterator]();
    await iterator.next();
    await node.transport.stop();
    const drain = async (): Promise<void> => {
      while ((await iterator.next()).done !== true);
    };
    await expect(drain()).rejects.toMatchObject({ code: 'aborted' });
    expect(node.transport.send(other.transport.self, numbered(1))).toBe(false);
    expect(node.events.at(-1)).toBe(`disconnected ${other.transport.self}`);
  });

  it('may come twice, and while the transport starts', async () => {
    const node = await fixture.startNode();
    await node.transport.stop();
    await node.transport.stop();
    const starting = createFixture();
    const started = starting.startNode();
    // Once the key is made the fixture knows the transport; it listens only some turns later.
    await new Promise((resolve) => setImmediate(resolve));
    await starting.stopAll();
    await started.then(({ transport }) => transport.stop());
  });

  it('is for good', async () => {
    const transport = createLibp2pTransport({
      addressRecords: null,
      peerKey: await generatePeerKey(),
      networkKey: generateNetworkKey(),
      findNode: () => undefined,
      chainId: 'test-chain',
      listen: ['/ip4/127.0.0.1/tcp/0'],
      peers: [],
      permitted: () => true,
      logger: { debug() {}, info() {}, warn() {}, error() {} },
    });
    await transport.stop();
    await expect(transport.start(handlers)).rejects.toThrow('stopped');
    expect(transport.addresses()).toEqual([]);
  });
});

const handlers: TransportHandlers = {
  onGossip: async () => 'accept',
  onMessage() {},
  onRequest: noAnswer,
  onPeerConnected() {},
  onPeerMoved() {},
  onPeerDisconnected() {},
};
