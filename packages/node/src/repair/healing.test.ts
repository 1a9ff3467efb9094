/** What a node does about damaged values, before it takes part and while it runs. */
import { setTimeout as pause } from 'node:timers/promises';
import {
  answerRequest,
  type Logger,
  type PeerName,
  systemClock,
  type Transport,
} from '@trellis/engine';
import { toHeight } from '@trellis/protocol';
import { type Damage, keyText, prefixes } from '@trellis/storage';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { healAtStart } from './heal-at-start.ts';
import { startHealing } from './healing.ts';
import { listeningLogger, type StoredChain, storeChain } from './testing/stored-chain.ts';

let own: StoredChain;
let peer: StoredChain;

beforeEach(async () => {
  own = await storeChain();
  peer = await storeChain();
});
afterEach(async () => {
  for (const chain of [own, peer]) await chain.remove();
});

/** Keys of values of a kind. */
async function keysOf(kind: keyof typeof prefixes): Promise<readonly Uint8Array[]> {
  const prefix = prefixes[kind];
  return own.store.database
    .keys({ gte: Uint8Array.of(prefix), lt: Uint8Array.of(prefix + 1) })
    .all();
}

/** Puts something else where the state is, with a checksum that fits; what a first look says of it. */
async function damageState(): Promise<Damage> {
  const [key] = await keysOf('state');
  if (key === undefined) throw new Error('no state');
  await own.store.database.put(key, new Uint8Array(9));
  return { key, what: 'it is not what the state root says' };
}

async function isRight({ key }: Damage): Promise<void> {
  expect(own.store.storedValue(key)).toEqual(peer.store.storedValue(key));
}

/** A transport that answers as the peer would, or as one that has nothing. */
function transportTo(names: readonly string[], hasIt: (name: string) => boolean) {
  const log = { started: 0, stopped: 0 };
  const transport = {
    async start() {
      log.started += 1;
    },
    async stop() {
      log.stopped += 1;
    },
    peers: () => names.map((name) => ({ state: 'connected', name })),
    async *request(name: PeerName, bytes: Uint8Array) {
      const nothing = { storedValue: () => undefined };
      const store = hasIt(name) ? peer.store : nothing;
      yield* answerRequest({ store } as never, bytes);
    },
  } as unknown as Transport;
  return { transport, log };
}

/** What is waited for comes at once. */
function quickTimers(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const ticking = setInterval(() => vi.advanceTimersByTime(1_000), 1);
  onTestFinished(() => {
    clearInterval(ticking);
    vi.useRealTimers();
  });
}

describe('before a node takes part', () => {
  const heal = (damage: readonly Damage[], transport: Transport, logger: Logger) =>
    healAtStart({
      checks: own.checks,
      damage,
      path: own.folder,
      openTransport: async () => transport,
      logger,
    });

  it('what is damaged is had from the first peer that has it', async () => {
    const { transport, log } = transportTo(['empty', 'whole'], (name) => name === 'whole');
    const { logger, said } = listeningLogger();
    const damage = await damageState();
    await heal([damage], transport, logger);
    await isRight(damage);
    expect(said).toEqual(['repaired a damaged value']);
    expect(log).toEqual({ started: 1, stopped: 1 });
  });

  it('what no peer has ends the start with its place, and the connections', async () => {
    quickTimers();
    const { transport, log } = transportTo(['empty'], () => false);
    const damage = await damageState();
    await expect(heal([damage], transport, listeningLogger().logger)).rejects.toMatchObject({
      code: 'database_damaged',
      place: expect.stringContaining(keyText(damage.key)),
    });
    expect(log).toEqual({ started: 1, stopped: 1 });
  });
});

describe('while a node runs', () => {
  function start(
    repair: 'automatic' | 'ask',
    {
      hasPeers = true,
      scrubs = true,
    }: { readonly hasPeers?: boolean; readonly scrubs?: boolean } = {},
  ) {
    const { logger, said } = listeningLogger();
    const alerts: string[] = [];
    const fatal: Error[] = [];
    const healing = startHealing({
      checks: own.checks,
      scrubber: { periodMs: scrubs ? 3_600_000 : 0, base: toHeight(0n) },
      repair,
      path: own.folder,
      async *askPeers(key) {
        yield null;
        if (hasPeers) yield peer.store.storedValue(key) ?? null;
      },
      clock: systemClock,
      logger,
      onAlert: (place, detail) => alerts.push(`${place}: ${detail}`),
      onFatal: (error) => fatal.push(error),
    });
    onTestFinished(() => healing.stop());
    return { healing, said, alerts, fatal };
  }

  it('the scrubber finds it, it is replaced, and people are told', async () => {
    const damage = await damageState();
    const { healing, alerts } = start('automatic');
    await vi.waitFor(() => expect(healing.health()).toMatchObject({ healed: 1, damaged: [] }));
    await isRight(damage);
    expect(alerts).toEqual([expect.stringContaining('is repaired')]);
    await vi.waitFor(() => expect(healing.health().scrub.passes).toBeGreaterThan(0));
  });

  it('one that asks names the place, replaces nothing and asks no peer', async () => {
    const damage = await damageState();
    const place = keyText(damage.key);
    const { healing, alerts, said } = start('ask');
    await vi.waitFor(() => expect(healing.health().damaged).toEqual([place]));
    await vi.waitFor(() => expect(alerts).toEqual([expect.stringContaining('trellis repair')]));
    expect(said).toEqual(['damaged, and not repaired before somebody says so']);
    expect(own.store.storedValue(damage.key)).not.toEqual(peer.store.storedValue(damage.key));
  });

  it('what the node needs and no peer has ends it', async () => {
    quickTimers();
    const damage = await damageState();
    const { fatal, healing } = start('automatic', { hasPeers: false });
    while (fatal.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(fatal[0]).toMatchObject({ place: expect.stringContaining(keyText(damage.key)) });
    expect(healing.health().damaged).toEqual([keyText(damage.key)]);
  });

  it('does nothing more once it has stopped', async () => {
    const { healing } = start('automatic');
    await healing.stop();
    const damage = await damageState();
    const { read } = healing.health().scrub;
    await pause(50);
    expect(healing.health()).toMatchObject({ healed: 0, scrub: { read } });
    expect(own.store.storedValue(damage.key)).not.toEqual(peer.store.storedValue(damage.key));
  });
});
