import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger, Registry, TransportHandlers } from '@trellis/engine';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FaultyTransport } from '../faulty-transport.ts';
import type { LinkSettings } from '../links.ts';
import { createDrill, giveOrders, ordersDone } from './drill.ts';
import { drillFiles } from './orders.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-drill-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const nodes = ['a', 'b'].map((name) => ({ name, peer: `peer-of-${name}` }));
const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };
const handlers = {} as TransportHandlers;

function setUp() {
  const lines = new Map<string, LinkSettings | null>();
  const transport = {
    async start() {},
    async stop() {},
    setLink: (peer: string, settings: LinkSettings | null) => lines.set(peer, settings),
  } as unknown as FaultyTransport;
  const registry = { nodes: () => nodes, named: () => undefined } as unknown as Registry;
  return { lines, drill: createDrill(transport, folder, registry, silent) };
}

const cutA = () =>
  giveOrders(folder, () => ({
    lines: [{ node: 'a', latencyMs: 0, lossPerMillion: 0, cut: true }],
    record: false,
  }));

const settled = (number: number) => expect.poll(() => ordersDone(folder)).toBe(number);

describe('drill orders', () => {
  it('given before the node starts are carried out at its start', async () => {
    await cutA();
    const { lines, drill } = setUp();
    await drill.start(handlers);
    expect(lines.get('peer-of-a')).toMatchObject({ cut: true });
    expect(lines.get('peer-of-b')).toBeNull();
    expect(await ordersDone(folder)).toBe(1);
    await drill.stop();
  });

  it('are carried out while the node runs, and taken back', async () => {
    const { lines, drill } = setUp();
    await drill.start(handlers);
    expect(lines.size).toBe(0);
    await settled(await cutA());
    expect(lines.get('peer-of-a')).toMatchObject({ cut: true });
    await settled(await giveOrders(folder, (orders) => ({ ...orders, lines: [] })));
    expect(lines.get('peer-of-a')).toBeNull();
    await drill.stop();
  });

  it('that make no sense are left alone', async () => {
    const { lines, drill } = setUp();
    await writeFile(join(folder, drillFiles.orders), '{"number":1,"lines":"all"}');
    await drill.start(handlers);
    expect(lines.size).toBe(0);
    await settled(await cutA());
    await drill.stop();
  });

  it('keep no record of votes unless they say so', async () => {
    const { drill } = setUp();
    await drill.start(handlers);
    const record = () => readFile(join(folder, drillFiles.record), 'utf8').catch(() => null);
    expect(await record()).toBeNull();
    await settled(await giveOrders(folder, (orders) => ({ ...orders, record: true })));
    expect(await record()).toBe('');
    await drill.stop();
  });
});
