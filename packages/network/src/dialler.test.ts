import type { PeerName } from '@trellis/engine';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDialler, type Dialler, type DiallerOptions } from './dialler.ts';

const self = 'm' as PeerName;
const lower = 'a' as PeerName;
const higher = 'z' as PeerName;
const silent = { debug() {}, info() {}, warn() {}, error() {} };

let dials: { peer: PeerName; at: number }[];
let connected: Set<PeerName>;
let dialler: Dialler;

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime(0);
  dials = [];
  connected = new Set();
});

afterEach(() => {
  dialler.stop();
  vi.useRealTimers();
});

function start(options: Partial<DiallerOptions> = {}): void {
  dialler = createDialler({
    self,
    peers: [{ name: higher, address: '/ip4/127.0.0.1/tcp/1' }],
    dial: async (peer) => {
      dials.push({ peer, at: Date.now() });
      throw new Error('nobody there');
    },
    recorded: () => [],
    isConnected: (peer) => connected.has(peer),
    remainingBackoffMs: () => 0,
    logger: silent,
    now: Date.now,
    random: () => 0.5,
    ...options,
  });
  dialler.start();
}

function gaps(): number[] {
  return dials.slice(1).map(({ at }, index) => at - (dials[index]?.at ?? 0));
}

describe('the dialler', () => {
  it('waits longer after each failure, from under a second to a few', async () => {
    start();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(gaps()[0]).toBeLessThanOrEqual(1_000);
    expect(gaps().slice(0, 6)).toEqual([...gaps().slice(0, 6)].sort((a, b) => a - b));
    expect(Math.max(...gaps())).toBe(4_000);
    expect(dialler.targets()).toMatchObject([{ name: higher, reason: 'nobody there' }]);
  });

  it('spreads its attempts by chance', async () => {
    for (const [random, delay] of [
      [0, 3_000],
      [0.999999, 5_000],
    ] as const) {
      dials = [];
      start({ random: () => random });
      await vi.advanceTimersByTimeAsync(60_000);
      expect(Math.round(gaps().at(-1) ?? 0)).toBeCloseTo(delay, -2);
      dialler.stop();
    }
  });

  it('lets the lower name dial first', async () => {
    start({
      peers: [lower, higher].map((name) => ({ name, address: '/ip4/127.0.0.1/tcp/1' })),
    });
    await vi.advanceTimersByTimeAsync(1);
    expect(dials.map(({ peer }) => peer)).toEqual([higher]);
    await vi.advanceTimersByTimeAsync(250);
    expect(dials.map(({ peer }) => peer)).toContain(lower);
  });

  it('dials neither itself nor a peer that has connected meanwhile', async () => {
    start({ peers: [self, lower].map((name) => ({ name, address: '/ip4/127.0.0.1/tcp/1' })) });
    connected.add(lower);
    dialler.connected(lower);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(dials).toEqual([]);
  });

  it('dials at once when a steady connection is lost, and patiently when a short one is', async () => {
    const dial = async (peer: PeerName): Promise<void> => {
      dials.push({ peer, at: Date.now() });
      connected.add(peer);
      dialler.connected(peer);
    };
    start({ dial });
    await vi.advanceTimersByTimeAsync(10_000);
    connected.delete(higher);
    dialler.lost(higher, 'gone');
    await vi.advanceTimersByTimeAsync(0);
    expect(dials).toHaveLength(2);
    for (let round = 0; round < 8; round += 1) {
      connected.delete(higher);
      dialler.lost(higher, 'refused');
      await vi.advanceTimersByTimeAsync(4_000);
    }
    expect(gaps().at(-1)).toBeGreaterThan(2_000);
    expect(dialler.targets()[0]?.reason).toBe('refused');
  });

  it('waits until a peer has cooled off', async () => {
    start({ remainingBackoffMs: () => Math.max(0, 20_000 - Date.now()) });
    await vi.advanceTimersByTimeAsync(19_999);
    expect(dials).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(dials).toHaveLength(1);
  });

  it('leaves no timer behind when it stops', async () => {
    start();
    await vi.advanceTimersByTimeAsync(3_000);
    dialler.stop();
    expect(vi.getTimerCount()).toBe(0);
    dialler.lost(higher, 'stopping');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('tries what a peer says itself first, then the configuration, and at once when that changes', async () => {
    const tried: string[] = [];
    let recorded: string[] = [];
    start({
      recorded: () => recorded,
      dial: async (_, address) => {
        tried.push(address);
        throw new Error('nobody there');
      },
    });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(new Set(tried)).toEqual(new Set(['/ip4/127.0.0.1/tcp/1']));
    await vi.advanceTimersByTimeAsync(30_000);
    recorded = ['/ip4/127.0.0.1/tcp/2', '/ip4/127.0.0.1/tcp/3'];
    tried.length = 0;
    dialler.addressesChanged(higher);
    dialler.addressesChanged('nobody' as PeerName);
    await vi.advanceTimersByTimeAsync(0);
    expect(tried).toEqual(['/ip4/127.0.0.1/tcp/2']);
    await vi.advanceTimersByTimeAsync(15_000);
    expect(tried.slice(0, 4)).toEqual([2, 3, 1, 2].map((port) => `/ip4/127.0.0.1/tcp/${port}`));
  });
});
