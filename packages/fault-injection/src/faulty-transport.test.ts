import type { Clock, PeerName, Transport, TransportHandlers } from '@trellis/engine';
import { describe, expect, it } from 'vitest';
import { createFaultyTransport } from './faulty-transport.ts';
import type { LinkSettings } from './links.ts';

const peer = (name: string): PeerName => name as PeerName;
const [anna, bert] = [peer('anna'), peer('bert')];

/** A clock that does not advance until it is told how much time passes. */
function handClock(): Clock & { pass(ms: number): Promise<void> } {
  let now = 0;
  let timers: { at: number; run: () => void }[] = [];
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  return {
    now: () => now,
    elapsed: () => now,
    after(delayMs, run) {
      const timer = { at: now + delayMs, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    async pass(ms) {
      await settle();
      const end = now + ms;
      for (;;) {
        const [next] = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (next === undefined) break;
        timers = timers.filter((one) => one !== next);
        now = next.at;
        next.run();
        await settle();
      }
      now = end;
    },
  };
}

async function setUp(settings: LinkSettings) {
  const clock = handClock();
  const arrived: string[] = [];
  const sent: string[] = [];
  let inner: TransportHandlers | undefined;
  const transport = createFaultyTransport(
    {
      start: async (handlers: TransportHandlers) => {
        inner = handlers;
      },
      send: (to: PeerName) => {
        sent.push(to);
        return true;
      },
      peers: () => [anna, bert].map((name) => ({ state: 'connected', name })),
    } as unknown as Transport,
    clock,
    settings,
    1,
    { debug() {}, info() {}, warn() {}, error() {} },
  );
  await transport.start({
    onGossip: async (_topic, from, bytes) => {
      arrived.push(`${from} ${bytes[0]} at ${clock.elapsed()}`);
      return 'accept';
    },
    onMessage: (from, bytes) => {
      arrived.push(`${from} ${bytes[0]} at ${clock.elapsed()}`);
    },
    async *onRequest() {},
    onPeerConnected() {},
    onPeerMoved() {},
    onPeerDisconnected() {},
  });
  if (inner === undefined) throw new Error('not started');
  return { transport, clock, arrived, sent, inner };
}

const open: LinkSettings = { latencyMs: 0, lossPerMillion: 0, cut: false };

describe('a link with latency', () => {
  it('hands everything over that much later, in the order it was sent', async () => {
    const { inner, clock, arrived } = await setUp({ ...open, latencyMs: 30 });
    inner.onMessage(anna, Uint8Array.of(1));
    await clock.pass(10);
    inner.onMessage(anna, Uint8Array.of(2));
    await clock.pass(5);
    const result = inner.onGossip('blocks', bert, Uint8Array.of(3));
    await clock.pass(100);
    expect(arrived).toEqual(['anna 1 at 30', 'anna 2 at 40', 'bert 3 at 45']);
    expect(await result).toBe('accept');
  });

  it('holds up what follows a lost segment, of that peer alone', async () => {
    const { transport, inner, clock, arrived } = await setUp({ ...open, latencyMs: 10 });
    transport.setLink(anna, { latencyMs: 10, lossPerMillion: 1_000_000, cut: false });
    inner.onMessage(anna, Uint8Array.of(1));
    transport.setLink(anna, null);
    inner.onMessage(anna, Uint8Array.of(2));
    inner.onMessage(bert, Uint8Array.of(3));
    await clock.pass(100_000);
    const late = 10 + (2 ** 7 - 1) * 220;
    expect(arrived).toEqual(['bert 3 at 10', `anna 1 at ${late}`, `anna 2 at ${late}`]);
  });
});

describe('a cut link', () => {
  it('lets nothing through either way until it is healed', async () => {
    const { transport, inner, clock, arrived, sent } = await setUp(open);
    transport.setLink(anna, { ...open, cut: true });
    inner.onMessage(anna, Uint8Array.of(1));
    inner.onMessage(bert, Uint8Array.of(2));
    expect(transport.send(anna, Uint8Array.of(0))).toBe(false);
    transport.broadcast(Uint8Array.of(0));
    expect(await inner.onGossip('blocks', anna, Uint8Array.of(3))).toBe('ignore');
    transport.setLink(anna, null);
    inner.onMessage(anna, Uint8Array.of(4));
    await clock.pass(1);
    expect(sent).toEqual(['bert']);
    expect(arrived).toEqual(['bert 2 at 0', 'anna 4 at 0']);
  });
});
