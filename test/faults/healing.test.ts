/** Damaged and missing values of every kind: found by the scrubber, had from peers that may lie, and right again. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProvider } from '@trellis/crypto';
import { type PeerName, requestCodec } from '@trellis/engine';
import { decode, toHeight } from '@trellis/protocol';
import {
  auditDatabase,
  type ChainStore,
  createScrubber,
  type Damage,
  healValue,
  keyText,
  openLevelStore,
  prefixes,
  quickCheck,
  type ValueCheckParts,
} from '@trellis/storage';
import { Level } from 'level';
import { beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { firstHeight, startJoiner } from '../joining/joiner.ts';
import { type MadeChain, makeChain } from '../joining/made-chain.ts';
import { honest } from '../joining/servers.ts';

const provider = createProvider('native');
const tip = toHeight(6n);

let chain: MadeChain;
/** A whole data folder, which the tests damage copies of. */
let whole: string;
let folder: string;
/** Of a peer. */
let peer: ChainStore;

beforeAll(async () => {
  chain = await makeChain({
    scheme: 'ed25519',
    accounts: 20,
    holders: 100,
    blocks: Number(tip),
    paymentsPerBlock: 3,
    doubleVoteAt: 2,
  });
  const joiner = await startJoiner(chain.genesis, (_peer, bytes, { signal }) => {
    const request = decode(requestCodec, bytes);
    if (!request.ok || request.value.type !== 'blocks') throw new Error('not of blocks');
    return honest(chain, request.value.from, request.value.count, signal);
  });
  joiner.catchUp.notePeer('honest' as PeerName, firstHeight, tip);
  await joiner.reaches(tip, 60_000);
  await joiner.close();
  whole = joiner.folder;
  const copy = await mkdtemp(join(tmpdir(), 'trellis-peer-'));
  await cp(join(whole, 'chain'), copy, { recursive: true });
  peer = await openLevelStore(copy);
  return async () => {
    await peer.close();
    for (const path of [whole, copy]) await rm(path, { recursive: true });
  };
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-healing-'));
  await cp(whole, folder, { recursive: true });
  onTestFinished(() => rm(folder, { recursive: true }));
});

type Raw = Level<Uint8Array, Uint8Array>;

/** Changes the closed database below its checksums. */
async function change(edit: (raw: Raw) => Promise<void>): Promise<void> {
  const raw: Raw = new Level(join(folder, 'chain'), { keyEncoding: 'view', valueEncoding: 'view' });
  await raw.open();
  await edit(raw);
  await raw.close();
}

/** Keys of a kind, those in the middle of it first. */
async function keysOf(raw: Raw, kind: keyof typeof prefixes): Promise<readonly Uint8Array[]> {
  const prefix = prefixes[kind];
  const all = await raw.keys({ gte: Uint8Array.of(prefix), lt: Uint8Array.of(prefix + 1) }).all();
  const middle = Math.floor(all.length / 2);
  return [...all.slice(middle), ...all.slice(0, middle)];
}

function flipped(value: Uint8Array): Uint8Array {
  const changed = Uint8Array.from(value);
  const at = Math.floor(changed.length / 3);
  changed[at] = (changed[at] ?? 0) ^ 8;
  return changed;
}

/** First a peer that has nothing, then one that lies, then two that are honest. */
async function* askPeers(key: Uint8Array): AsyncGenerator<Uint8Array | null> {
  const value = peer.storedValue(key);
  yield null;
  if (value === undefined) return;
  yield value.length === 0 ? Uint8Array.of(1) : flipped(value);
  yield value;
  yield value;
}

function checksOf(store: ChainStore): ValueCheckParts {
  return {
    database: store.database,
    genesis: chain.genesis,
    recoveries: [],
    verify: (claim) => provider.verify(claim),
    head: () => store.head().header.height,
    tree: store.tree,
  };
}

/** One pass of the scrubber. */
async function scrubbed(store: ChainStore): Promise<readonly Damage[]> {
  const scrubber = createScrubber(checksOf(store), store.base());
  const found: Damage[] = [];
  while (scrubber.progress().passes === 0) found.push(...(await scrubber.step()));
  return found;
}

async function onStore<T>(run: (store: ChainStore) => Promise<T>): Promise<T> {
  const store = await openLevelStore(join(folder, 'chain'));
  try {
    return await run(store);
  } finally {
    await store.close();
  }
}

const audit = () => auditDatabase(folder, chain.genesis, provider);

it('the scrubber finds nothing in a whole database, and reads all of it', async () => {
  await onStore(async (store) => {
    expect(await quickCheck(checksOf(store), store.base())).toEqual([]);
    expect(await scrubbed(store)).toEqual([]);
  });
  await audit();
});

const kinds = [
  ...(['header', 'body', 'witnesses', 'receipts', 'transaction', 'infraction'] as const),
  ...(['validatorChange', 'state', 'treePage', 'history'] as const),
];

/** Kinds of which the scrubber can tell that an entry is gone; of the others readers and the audit can. */
const toldMissing = ['header', 'body', 'witnesses', 'receipts', 'transaction'];

describe.each(kinds)('a damaged value of the kind %s', (kind) => {
  it.each(['flipped', 'in another’s place', 'missing'])('%s', async (how) => {
    let damaged = new Uint8Array();
    await change(async (raw) => {
      const [key = damaged, other = key] = await keysOf(raw, kind);
      damaged = Uint8Array.from(key);
      const value = (await raw.get(how === 'flipped' ? key : other)) ?? new Uint8Array();
      if (how === 'missing') await raw.del(key);
      else if (how === 'flipped' || other === key) await raw.put(key, flipped(value));
      else await raw.put(key, value);
    });
    const place = keyText(damaged);
    // What only the audit can tell of is not shown by the rest.
    if (how === 'missing') await expect(audit()).rejects.toMatchObject({ code: 'audit_failed' });
    await onStore(async (store) => {
      const found = await scrubbed(store);
      if (how !== 'missing' || toldMissing.includes(kind)) {
        expect(found.map(({ key }) => keyText(key))).toContain(place);
      }
      const parts = checksOf(store);
      for (const key of [damaged, ...found.map((one) => one.key)]) {
        expect(['replaced', 'intact']).toContain(await healValue(parts, key, askPeers));
      }
      expect(await scrubbed(store)).toEqual([]);
      expect(store.storedValue(damaged)).toEqual(peer.storedValue(damaged));
    });
    await audit();
  });
});

it('whole blocks and several pages at once are had again, in any order', async () => {
  await change(async (raw) => {
    for (const kind of kinds) {
      for (const key of (await keysOf(raw, kind)).slice(0, 3)) {
        if (keyText(key) === `header ${tip}`) continue;
        await raw.put(key, flipped((await raw.get(key)) ?? new Uint8Array()));
      }
    }
  });
  await onStore(async (store) => {
    let rounds = 0;
    for (let found = await scrubbed(store); found.length > 0; found = await scrubbed(store)) {
      for (const { key } of found) await healValue(checksOf(store), key, askPeers);
      expect(++rounds).toBeLessThan(10);
    }
  });
  await audit();
});

it('a value that no peer has, or about which all lie, stays as it is', async () => {
  let damaged = new Uint8Array();
  await change(async (raw) => {
    const [key = damaged] = await keysOf(raw, 'receipts');
    damaged = Uint8Array.from(key);
    await raw.put(key, flipped((await raw.get(key)) ?? new Uint8Array()));
  });
  await onStore(async (store) => {
    const parts = checksOf(store);
    async function* liars(key: Uint8Array) {
      const value = peer.storedValue(key) ?? new Uint8Array();
      yield null;
      yield flipped(value);
      yield value.subarray(1);
      yield new Uint8Array();
    }
    expect(await healValue(parts, damaged, liars)).toBe('failed');
    expect(() => store.database.getSync(damaged)).toThrow(keyText(damaged));
    expect(store.storedValue(damaged)).toBeUndefined();
  });
});

it('a record that is not what the root says is not read, though its checksum is right', async () => {
  let found: readonly Uint8Array[] = [];
  await onStore(async (store) => {
    const range = { gte: Uint8Array.of(prefixes.state), lt: Uint8Array.of(prefixes.state + 1) };
    const entries = await store.database.iterator(range).all();
    const balances = entries.filter(([key]) => keyText(key).includes('balance'));
    const [[key, value] = [], [, other] = []] = [balances[0] ?? [], balances.at(-1) ?? []];
    if (key === undefined || value === undefined || other === undefined)
      throw new Error('no balances');
    found = [key];
    // Written as the store writes, so that the checksum fits: an old value, as after a lost write.
    await store.database.put(key, Uint8Array.from(value).fill(3));
  });
  await onStore(async (store) => {
    const [key = new Uint8Array()] = found;
    const name = keyText(key).slice('state '.length);
    expect(() => store.state.get(name as never)).toThrow('it is not what the state root says');
    expect(await healValue(checksOf(store), key, askPeers)).toBe('replaced');
    expect(store.state.get(name as never)).toEqual(peer.state.get(name as never));
  });
  await audit();
});
