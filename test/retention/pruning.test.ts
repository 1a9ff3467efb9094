/** Chains that were pruned: all that is promised of them is still there, and proven; the rest is gone. */
import { cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProvider } from '@trellis/crypto';
import { blockId, nextHeight, toHeight } from '@trellis/protocol';
import {
  auditDatabase,
  type ChainStore,
  createPruner,
  createScrubber,
  healValue,
  keptCertificateBlocks,
  keyText,
  openLevelStore,
  prefixes,
  quickCheck,
  type Retention,
} from '@trellis/storage';
import { Level } from 'level';
import { beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type MadeChain, makeChain } from '../joining/made-chain.ts';
import { checksOf, onStore, pruneAll, removeFolder, storeChain } from './kept-chain.ts';

const provider = createProvider('native');
const blocks = 300;
const window = 40;
const tip = toHeight(BigInt(blocks));
const floor = toHeight(BigInt(blocks - window + 1));
/** Of which blocks every tenth has payments. */
const isIdle = (height: bigint): boolean => height % 10n !== 0n;
const full: Retention = { mode: 'full', windowMs: 0, windowBlocks: window };
const recent: Retention = { ...full, mode: 'recent' };

let chain: MadeChain;
const wholes = new Map<string, string>();
let archive: ChainStore;

beforeAll(async () => {
  chain = await makeChain({
    scheme: 'ed25519',
    accounts: 20,
    blocks,
    paymentsPerBlock: (height) => (isIdle(height) ? 0 : 3),
    doubleVoteAt: 7,
  });
  wholes.set('by id', await storeChain(chain, { isPruned: false }));
  wholes.set('by height', await storeChain(chain, { isPruned: true }));
  const copy = await mkdtemp(join(tmpdir(), 'trellis-archive-'));
  await cp(join(wholes.get('by id') ?? '', 'chain'), copy, { recursive: true });
  archive = await openLevelStore(copy);
  return async () => {
    await archive.close();
    for (const path of [...wholes.values(), copy]) await removeFolder(path);
  };
});

function heights(from: bigint, to: bigint): readonly ReturnType<typeof toHeight>[] {
  return Array.from({ length: Number(to - from) + 1 }, (_, index) =>
    toHeight(from + BigInt(index)),
  );
}

describe.each(['by id', 'by height'])('a chain that was stored %s', (layout) => {
  let folder: string;
  const audit = () => auditDatabase(folder, chain.genesis, provider);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trellis-pruning-'));
    await cp(wholes.get(layout) ?? '', folder, { recursive: true });
    onTestFinished(() => removeFolder(folder));
  });

  it('keeps headers, transactions, receipts and their places in the mode full', async () => {
    await onStore(folder, async (store) => {
      await pruneAll(store, full);
      expect(store.keeps()).toEqual({ witnessesFrom: floor, blocksFrom: 1n });
      for (const height of heights(1n, tip)) {
        const [mine, whole] = [store.finalHeader(height), archive.finalHeader(height)];
        expect(mine).toMatchObject({ header: whole?.header, blockId: whole?.blockId });
        expect(store.receipts(height)).toEqual(archive.receipts(height));
        expect(store.finalBody(height)).toEqual(archive.finalBody(height));
        expect(store.findBlock(mine?.blockId ?? ('' as never))).toBe(height);
        expect(store.finalContent(height) !== undefined).toBe(height >= floor);
        for (const { transactionId } of archive.receipts(height) ?? []) {
          expect(store.findTransaction(transactionId)?.height).toBe(height);
        }
      }
    });
  });

  it('proves every header through the hashes up to a certificate', async () => {
    await onStore(folder, async (store) => {
      await pruneAll(store, full);
      for (const height of heights(1n, tip)) {
        const proof = store.finalityProof(height);
        if (proof === undefined) throw new Error(`no proof of block ${height}`);
        let { header } = proof;
        for (const next of proof.descendants) {
          expect(next.previousBlockId).toBe(blockId(header));
          header = next;
        }
        expect(proof.certificate.blockId).toBe(blockId(header));
        expect(proof.descendants.length).toBeLessThan(Number(keptCertificateBlocks));
      }
      const kept = heights(1n, floor - 1n).filter(
        (height) => store.finalHeader(height)?.certificate,
      );
      // The evidence, and the change of the validators that follows from it.
      expect(kept).toEqual([7n, 8n, keptCertificateBlocks]);
    });
  });

  it('is audited, and the audit says what it could not check', async () => {
    await onStore(folder, (store) => pruneAll(store, full));
    const payments = 3 * Math.floor(Number(floor - 1n) / 10);
    expect(await audit()).toMatchObject({
      height: tip,
      transactions: 3 * Math.floor(blocks / 10),
      notChecked: {
        signatures: payments,
        certificates: Number(floor - 1n) - 3,
        blocks: 0,
        executions: 0,
      },
    });
  });

  it('has nothing for the scrubber to find, whole or pruned', async () => {
    for (const retention of [full, recent]) {
      await onStore(folder, async (store) => {
        await pruneAll(store, retention);
        const checks = checksOf(store, chain);
        expect(await quickCheck(checks, store.base())).toEqual([]);
        const scrubber = createScrubber(checks, store.base());
        while (scrubber.progress().passes === 0) expect(await scrubber.step()).toEqual([]);
      });
    }
  });

  it('is changed to the mode recent as it is, and keeps headers and places', async () => {
    await onStore(folder, async (store) => {
      await pruneAll(store, full);
      await pruneAll(store, recent);
      expect(store.keeps()).toEqual({ witnessesFrom: floor, blocksFrom: floor });
      for (const height of heights(1n, floor - 1n)) {
        expect(store.finalHeader(height)?.header).toEqual(archive.finalHeader(height)?.header);
        expect(store.finalityProof(height)).toBeDefined();
        expect(store.finalBody(height) === undefined).toBe(!isIdle(height) || height === 7n);
        for (const { transactionId } of archive.receipts(height) ?? []) {
          expect(store.findTransaction(transactionId)?.height).toBe(height);
        }
      }
    });
    expect(await audit()).toMatchObject({
      height: tip,
      notChecked: { blocks: Number(floor - 1n), executions: blocks },
    });
  });

  it('stands at a block after each step, whatever comes then', async () => {
    for (let step = 0; step < 3; step += 1) {
      await onStore(folder, async (store) => {
        const pruner = createPruner(store.database, () => store.head().header.height);
        await pruner.step(step === 2 ? recent : full);
      });
      await audit();
    }
  });
});

describe('damage of a pruned chain', () => {
  it.each([
    ['thinHeader', 'flipped'],
    ['thinHeader', 'missing'],
    ['thinBody', 'flipped'],
    ['thinBody', 'missing'],
    ['blockPlace', 'flipped'],
    ['bodyAt', 'flipped'],
    ['bodyAt', 'missing'],
    ['witnessesAt', 'flipped'],
    ['witnessesAt', 'missing'],
  ] as const)('%s, %s: found, and had from an archive', async (kind, how) => {
    const folder = await mkdtemp(join(tmpdir(), 'trellis-pruning-'));
    onTestFinished(() => removeFolder(folder));
    await cp(wholes.get('by height') ?? '', folder, { recursive: true });
    await onStore(folder, (store) => pruneAll(store, full));
    const raw = new Level<Uint8Array, Uint8Array>(join(folder, 'chain'), {
      keyEncoding: 'view',
      valueEncoding: 'view',
    });
    await raw.open();
    const range = { gte: Uint8Array.of(prefixes[kind]), lt: Uint8Array.of(prefixes[kind] + 1) };
    const all = await raw.keys(range).all();
    const key = Uint8Array.from(all[Math.floor(all.length / 2)] ?? []);
    const value = Uint8Array.from((await raw.get(key)) ?? []);
    if (how === 'missing') await raw.del(key);
    else await raw.put(key, value.with(value.length >> 1, (value[value.length >> 1] ?? 0) ^ 4));
    await raw.close();
    await expect(auditDatabase(folder, chain.genesis, provider)).rejects.toMatchObject({
      code: 'audit_failed',
    });
    await onStore(folder, async (store) => {
      const checks = checksOf(store, chain);
      const scrubber = createScrubber(checks, store.base());
      const found = [];
      while (scrubber.progress().passes === 0) found.push(...(await scrubber.step()));
      expect(found.map((one) => keyText(one.key))).toContain(keyText(key));
      async function* ask(asked: Uint8Array) {
        yield archive.storedValue(asked) ?? null;
      }
      for (const one of found) {
        expect(['replaced', 'intact']).toContain(await healValue(checks, one.key, ask));
      }
    });
    await auditDatabase(folder, chain.genesis, provider);
  });
});

it('a block that is not whole stops the pruning before it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'trellis-pruning-'));
  onTestFinished(() => removeFolder(folder));
  await cp(wholes.get('by height') ?? '', folder, { recursive: true });
  await onStore(folder, async (store) => {
    const range = { gte: Uint8Array.of(prefixes.witnessesAt), limit: 1 };
    for (const height of [toHeight(100n)]) {
      const key = (await store.database.keys({ ...range, gte: heightKey(height) }).all())[0];
      if (key === undefined) throw new Error('block 100 has witnesses');
      await store.database.del(Uint8Array.from(key));
    }
    await pruneAll(store, full);
    expect(store.keeps().witnessesFrom).toBe(100n);
    expect(nextHeight(toHeight(99n))).toBe(100n);
  });
});

function heightKey(height: bigint): Uint8Array {
  const key = new Uint8Array(9);
  key[0] = prefixes.witnessesAt;
  new DataView(key.buffer).setBigUint64(1, height);
  return key;
}
