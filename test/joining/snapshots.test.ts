/** Beginning a chain with a snapshot: made of a real database, checked from the genesis on, lied about by peers. */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { historyAnswer } from '@trellis/api';
import { createProvider } from '@trellis/crypto';
import type { ConnectedPeer, PeerName, Transport } from '@trellis/engine';
import { answerRequest, requestCodec, snapshotPartCodec, systemClock } from '@trellis/engine';
import { genesisBlock } from '@trellis/ledger';
import {
  asPeer,
  connectedPeers,
  createFixture,
  until,
} from '@trellis/network/testing/network-fixture';
import {
  blockId,
  chunkSubtree,
  decode,
  encode,
  type Height,
  stateKeyParts,
  toHeight,
} from '@trellis/protocol';
import {
  auditDatabase,
  beginWithGenesis,
  beginWithSnapshot,
  createSnapshot,
  createSnapshotFolder,
  fetchSnapshot,
  hasChain,
  importChain,
  openLevelStore,
  openSnapshotFolder,
  restoreSnapshot,
  type SnapshotFolder,
  type SnapshotReport,
  snapshotPath,
} from '@trellis/storage';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { firstHeight, type Joiner, startJoiner } from './joiner.ts';
import { type MadeChain, makeChain } from './made-chain.ts';
import { honest } from './servers.ts';

const provider = createProvider('native');
const at = toHeight(40n);
const tip = toHeight(50n);
let chain: MadeChain;
let made: Joiner;
let report: SnapshotReport;
let snapshot: SnapshotFolder;
const fresh: string[] = [];
let joiner: Joiner | undefined;

const serve: Transport['request'] = (_peer, bytes, { signal }) => {
  const request = decode(requestCodec, bytes);
  if (!request.ok || request.value.type !== 'blocks') throw new Error('not a request for blocks');
  return honest(chain, request.value.from, request.value.count, signal);
};

async function openWhole(path: string): Promise<SnapshotFolder> {
  const opened = await openSnapshotFolder(path);
  if (opened === null) throw new Error('no snapshot');
  return opened;
}

async function catchUp(to: Joiner, first: Height, last: Height): Promise<void> {
  to.catchUp.notePeer('honest' as PeerName, first, last);
  await to.reaches(last, 20_000);
}

beforeAll(async () => {
  chain = await makeChain({
    scheme: 'ed25519',
    accounts: 40,
    blocks: 50,
    paymentsPerBlock: 3,
    // So that the validators of the snapshot are not those of the genesis.
    doubleVoteAt: 2,
  });
  made = await startJoiner(chain.genesis, serve);
  await catchUp(made, firstHeight, at);
  await made.close();
  report = await createSnapshot(made.folder, snapshotPath(made.folder), 4_096);
  snapshot = await openWhole(report.path);
});
afterAll(() => rm(made.folder, { recursive: true, force: true }));

async function freshFolder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'trellis-restored-'));
  fresh.push(made);
  return made;
}
afterEach(async () => {
  await joiner?.close();
  joiner = undefined;
  for (const path of fresh.splice(0)) await rm(path, { recursive: true, force: true });
});

describe('a snapshot', () => {
  it('has several chunks, and the changes of validators that lead to it', () => {
    expect(report).toMatchObject({ height: at, blockId: snapshotBlock() });
    expect(report.chunks).toBeGreaterThan(1);
    expect(snapshot.changes.map(({ header }) => header.height)).toEqual([3n]);
  });

  it('begins a chain that continues with the blocks after it, and passes the audit', async () => {
    const folder = await freshFolder();
    const restored = await restoreSnapshot(report.path, folder, chain.genesis, provider);
    expect(restored).toMatchObject({ height: at, entries: report.entries });
    joiner = await startJoiner(chain.genesis, serve, folder);
    expect(joiner.store.head().header).toEqual(chain.blocks[39]?.header);
    expect(joiner.store.base()).toBe(at);
    expect(await joiner.store.validatorChanges(toHeight(0n), 9)).toHaveLength(1);
    const { store } = joiner;
    const place = { height: firstHeight, position: 0 };
    let balances = 0;
    for await (const [key, { amount }] of store.records('balance')) {
      // No line before it says how it came about, so that line can't say that it moved anything.
      const [account, asset] = stateKeyParts(key);
      const query = { account, asset, side: 'after', place, count: 9 } as const;
      expect((await historyAnswer({ store }, query)).entries).toMatchObject([
        { height: at, position: 0, before: amount, after: amount, transactionId: null },
      ]);
      balances += 1;
    }
    expect(balances).toBe(40);
    await catchUp(joiner, toHeight(at + 1n), tip);
    expect(joiner.store.head().header).toEqual(chain.blocks[49]?.header);
    expect(joiner.store.finalContent(toHeight(at - 1n))).toBeUndefined();
    await joiner.close();
    joiner = undefined;
    expect(await auditDatabase(folder, chain.genesis, provider)).toMatchObject({
      base: at,
      height: tip,
      transactions: 30,
    });
    // What began with a snapshot can be the origin of the next one.
    const second = await createSnapshot(folder, join(folder, 'second'));
    expect(second.height).toBe(tip);
    expect((await openWhole(second.path)).changes).toEqual(snapshot.changes);
  });

  it('is not restored over a chain, nor of another one', async () => {
    await expect(
      restoreSnapshot(report.path, made.folder, chain.genesis, provider),
    ).rejects.toMatchObject({ code: 'chain_exists' });
    const other = { ...chain.genesis, validators: chain.genesis.validators.slice(1) };
    await expect(
      restoreSnapshot(report.path, await freshFolder(), other, provider),
    ).rejects.toMatchObject({ code: 'snapshot_damaged' });
  });

  it('is refused with any file changed, cut off or gone, and leaves the node without a chain', async () => {
    const copy = await freshFolder();
    const source = join(copy, 'copy');
    const target = join(copy, 'data');
    for (const name of await readdir(report.path)) {
      const bytes = await readFile(join(report.path, name));
      for (const damage of ['flipped', 'cut', 'gone']) {
        await rm(copy, { recursive: true, force: true });
        await cp(report.path, source, { recursive: true });
        const middle = Math.floor(bytes.length / 2);
        const flipped = Buffer.from(bytes);
        flipped[middle] = (flipped[middle] ?? 0) ^ 4;
        if (damage === 'flipped') await writeFile(join(source, name), flipped);
        if (damage === 'cut') await writeFile(join(source, name), bytes.subarray(0, middle));
        if (damage === 'gone') await rm(join(source, name));
        await expect(
          restoreSnapshot(source, target, chain.genesis, provider),
          `${name} ${damage}`,
        ).rejects.toMatchObject({
          code: name === 'head' && damage === 'gone' ? 'no_snapshot' : 'snapshot_damaged',
        });
        expect(await hasChain(join(target, 'chain'))).toBe(false);
      }
    }
  });

  it('that was broken off half-way starts again, or leaves nothing to a chain that begins with the genesis', async () => {
    const folder = await freshFolder();
    const path = join(folder, 'chain');
    const { head, changes } = snapshot;
    const first = genesisBlock(chain.genesis).header;
    async function* brokenOff() {
      const entries = [{ key: snapshotKey(), value: Uint8Array.of(1, 2, 3) }];
      const made = chunkSubtree(entries, 0, 0);
      if (!made.ok) throw new Error(made.problem);
      yield { entries, leaves: made.leaves };
      throw new Error('power cut');
    }
    const half = () =>
      importChain(path, { genesis: chain.genesis, first, head, changes }, brokenOff());
    await expect(half()).rejects.toThrow('power cut');
    expect(await hasChain(path)).toBe(false);
    await restoreSnapshot(report.path, folder, chain.genesis, provider);
    expect((await auditDatabase(folder, chain.genesis, provider)).height).toBe(at);

    await rm(path, { recursive: true });
    await expect(half()).rejects.toThrow('power cut');
    joiner = await startJoiner(chain.genesis, serve, folder);
    await catchUp(joiner, firstHeight, at);
    await joiner.close();
    joiner = undefined;
    expect(await auditDatabase(folder, chain.genesis, provider)).toMatchObject({
      base: 0n,
      height: at,
    });
  });

  it('is not made of a chain that has only its genesis', async () => {
    const folder = await freshFolder();
    const store = await openLevelStore(join(folder, 'chain'));
    await beginWithGenesis(store, chain.genesis);
    await store.close();
    await expect(createSnapshot(folder, join(folder, 'snapshot'))).rejects.toMatchObject({
      code: 'nothing_to_snapshot',
    });
    expect(await readdir(folder)).toEqual(['chain']);
  });
});

function snapshotKey() {
  const [validators] = genesisBlock(chain.genesis).changes.keys();
  if (validators === undefined) throw new Error('a state has entries');
  return validators;
}

function snapshotBlock() {
  const header = chain.blocks[39]?.header;
  return header && blockId(header);
}

const unasked = (): never => {
  throw new Error('nobody asks for this here');
};
const truth = (bytes: Uint8Array): AsyncIterable<Uint8Array> =>
  answerRequest(
    {
      store: {
        head: unasked,
        keeps: unasked,
        finalHeader: unasked,
        finalContent: unasked,
        storedValue: unasked,
      },
      mempool: { get: unasked },
      proposedBlocks: { transaction: unasked, compact: unasked },
      snapshot,
      transport: { peers: unasked },
      greeting: unasked,
      about: unasked,
      dialBack: unasked,
      publicUrl: null,
    },
    bytes,
  );
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

describe('peers that offer a snapshot', () => {
  type Answer = (request: Uint8Array) => AsyncIterable<Uint8Array>;

  /** Answers with the truth, changed. */
  const changing = (change: (part: Uint8Array, type: string) => Uint8Array): Answer =>
    async function* (bytes) {
      const request = decode(requestCodec, bytes);
      for await (const part of truth(bytes)) {
        yield change(part, request.ok ? request.value.type : '');
      }
    };
  const flip = (bytes: Uint8Array, position: number): Uint8Array => {
    const copy = bytes.slice();
    copy[position] = (copy[position] ?? 0) ^ 1;
    return copy;
  };
  const inHead = (change: (head: SnapshotFolder['head']) => SnapshotFolder['head']): Answer =>
    changing((part, type) => {
      if (type !== 'snapshot') return part;
      const decoded = decode(snapshotPartCodec, part);
      if (!decoded.ok || decoded.value.type !== 'head') return part;
      return encode(snapshotPartCodec, { type: 'head', ...change(decoded.value) });
    });
  const liars: Readonly<Record<string, Answer>> = {
    'a chunk with another value': changing((part, type) =>
      type === 'snapshotChunk' ? flip(part, part.length - 1) : part,
    ),
    'an empty chunk': changing((part, type) =>
      type === 'snapshotChunk' ? new Uint8Array() : part,
    ),
    'another state root': inHead((head) => ({
      ...head,
      header: { ...head.header, stateRoot: head.header.receiptsRoot },
    })),
    'chunks of another state': inHead((head) => ({
      ...head,
      chunks: head.chunks.toReversed(),
    })),
    'a certificate without a quorum': inHead((head) => ({
      ...head,
      certificate: { ...head.certificate, signatures: head.certificate.signatures.slice(0, 2) },
    })),
    'a forged signature': inHead((head) => ({
      ...head,
      certificate: {
        ...head.certificate,
        signatures: head.certificate.signatures.map((one) => ({
          ...one,
          signature: flip(one.signature, 3),
        })),
      },
    })),
    garbage: async function* () {
      yield Uint8Array.of(7, 7, 7);
    },
  };
  const silent: Answer = async function* () {};

  async function fetchFrom(answers: Readonly<Record<string, Answer>>) {
    const folder = await freshFolder();
    const disconnected: string[] = [];
    const peer = (name: string) =>
      ({ state: 'connected', name: name as PeerName }) as Partial<ConnectedPeer> as ConnectedPeer;
    const head = await fetchSnapshot(
      {
        genesis: chain.genesis,
        recoveries: [],
        provider,
        transport: {
          peers: () => Object.keys(answers).map(peer),
          request: (name, bytes) => (answers[name] ?? silent)(bytes),
          disconnect: (name) => disconnected.push(name),
        },
        clock: systemClock,
        logger: quiet,
        timeoutMs: 20_000,
      },
      () => createSnapshotFolder(join(folder, 'snapshot')),
    );
    return { head, disconnected, folder };
  }

  it.each(Object.keys(liars))(
    '%s: the liar is cut off, the snapshot comes of the honest one',
    async (lie) => {
      const liar = liars[lie];
      if (liar === undefined) throw new Error('no such liar');
      const { head, disconnected, folder } = await fetchFrom({
        liar,
        other: liar,
        honest: truth,
      });
      expect(head?.header.height).toBe(at);
      // Of three sources at least two are asked for chunks, so one of them lied.
      expect(disconnected.length).toBeGreaterThan(0);
      expect(disconnected).not.toContain('honest');
      await restoreSnapshot(
        join(folder, 'snapshot'),
        join(folder, 'data'),
        chain.genesis,
        provider,
      );
      expect((await auditDatabase(join(folder, 'data'), chain.genesis, provider)).base).toBe(at);
    },
  );

  it('none of which is honest, or has one, are no snapshot, and leave nothing behind', async () => {
    for (const answers of [liars, { silent }]) {
      const { head, folder } = await fetchFrom(answers);
      expect(head).toBeNull();
      expect(await readdir(folder)).toEqual([]);
    }
  });
});

describe('a node that is to begin with a snapshot', () => {
  const fixture = createFixture();
  afterEach(() => fixture.stopAll());

  it('fetches it over the network, restores it, and needs nobody the next time', async () => {
    const dataFolder = await freshFolder();
    const onRequest = (_from: PeerName, bytes: Uint8Array) => truth(bytes);
    const server = await fixture.startNode({ onRequest });
    const other = await fixture.startNode({ onRequest });
    const parts = { dataFolder, genesis: chain.genesis, recoveries: [], provider, logger: quiet };
    let stopped = 0;
    await beginWithSnapshot({
      ...parts,
      async openTransport() {
        const node = await fixture.startNode({ peers: [server, other].map(asPeer) });
        await until('both are connected', () => connectedPeers(node).length === 2);
        return {
          ...node.transport,
          start: async () => undefined,
          async stop() {
            stopped += 1;
            await node.transport.stop();
          },
        };
      },
    });
    expect(stopped).toBe(1);
    expect(await auditDatabase(dataFolder, chain.genesis, provider)).toMatchObject({
      base: at,
      height: at,
    });
    const offline = { ...parts, openTransport: unasked };
    await beginWithSnapshot(offline);

    // As after a crash between the fetch and the end of the restore.
    await rm(join(dataFolder, 'chain'), { recursive: true });
    await beginWithSnapshot(offline);
    expect((await auditDatabase(dataFolder, chain.genesis, provider)).base).toBe(at);
  });

  it('begins with the genesis when no peer has one', async () => {
    const dataFolder = await freshFolder();
    const server = await fixture.startNode();
    await beginWithSnapshot({
      dataFolder,
      genesis: chain.genesis,
      recoveries: [],
      provider,
      logger: quiet,
      async openTransport() {
        const node = await fixture.startNode({ peers: [asPeer(server)] });
        return { ...node.transport, start: async () => undefined };
      },
    });
    expect(await hasChain(join(dataFolder, 'chain'))).toBe(false);
  });
});
