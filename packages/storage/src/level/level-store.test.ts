import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Address, asciiBytes, hash } from '@trellis/crypto';
import {
  buildBlock,
  genesisBlock,
  openTree,
  proveKey,
  transactionContextAt,
} from '@trellis/ledger';
import {
  type AssetCode,
  blockId,
  defaultChainLimits,
  genesisValidatorSet,
  mapKeyHash,
  type StateKey,
  stateKey,
  toHeight,
  verifyMapEntry,
} from '@trellis/protocol';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { beginWithGenesis } from './begin-with-genesis.ts';
import { openDatabase } from './database.ts';
import { type ChainStore, openLevelStore } from './level-store.ts';
import { blockOn, EUR, firstBlock, genesis, holder } from './testing/small-chain.ts';

let folder: string;
let store: ChainStore | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-store-'));
});
afterEach(async () => {
  await store?.close();
  store = undefined;
  await rm(folder, { recursive: true, force: true });
});

async function initialised(): Promise<ChainStore> {
  const opened = await openLevelStore(folder);
  await beginWithGenesis(opened, genesis);
  store = opened;
  return opened;
}

/** An empty block on the head, as a candidate that is not kept yet. */
function emptyBlock(on: ChainStore, time: bigint) {
  const tree = openTree(on.head().header.stateRoot, on.readTreePage);
  const height = toHeight(on.head().header.height + 1n);
  const context = transactionContextAt(on.state, genesis.chainId, height);
  const validators = genesisValidatorSet(genesis);
  const parent = on.head().header;
  const plan = {
    parent,
    time,
    proposer: holder,
    validators,
    nextValidators: validators,
    limits: defaultChainLimits,
    evidence: [],
    candidates: [],
  };
  const { header, execution } = buildBlock(on.state, tree, context, plan);
  const certificate = {
    height: header.height,
    round: 0,
    blockId: blockId(header),
    signatures: [],
  };
  return { final: { header, blockId: blockId(header), certificate }, ...execution };
}

describe('the store', () => {
  it('begins empty, keeps a genesis, and is the same when it is opened again', async () => {
    const first = await openLevelStore(folder);
    expect(first.genesis()).toBeNull();
    await first.close();
    const made = await initialised();
    expect(made.state.get(stateKey.balance(holder, EUR))).toEqual({ amount: 5n });
    const head = made.head();
    await made.close();
    store = await openLevelStore(folder);
    expect(store.genesis()).toEqual(genesis);
    expect(store.head()).toEqual(head);
    expect(await store.balances(holder)).toEqual([{ asset: EUR, amount: 5n }]);
    const assets = [];
    for await (const [, asset] of store.records('asset')) assets.push(asset);
    expect(assets).toHaveLength(1);
    const nobody = hash('keyAddress', asciiBytes('nobody')) as Address;
    expect(store.state.get(stateKey.account(nobody))).toBeUndefined();
    const tree = openTree(head.header.stateRoot, store.readTreePage);
    const key = stateKey.account(nobody);
    const proof = proveKey(tree, mapKeyHash(key));
    expect(verifyMapEntry(head.header.stateRoot, key, null, proof)).toBe(true);
  });

  it('keeps evidence across a restart until it is forgotten, one piece for each validator', async () => {
    const made = await initialised();
    const vote = {
      type: 'prevote' as const,
      height: toHeight(1),
      round: 0,
      blockId: null,
      validator: holder,
      signature: Uint8Array.of(1),
    };
    const evidence = {
      type: 'votes' as const,
      first: vote,
      second: { ...vote, blockId: made.head().blockId },
    };
    await made.keepEvidence(holder, evidence);
    await made.keepEvidence(holder, evidence);
    await made.close();
    store = await openLevelStore(folder);
    expect(await store.keptEvidence()).toEqual([evidence]);
    await store.forgetEvidence(holder);
    expect(await store.keptEvidence()).toEqual([]);
    expect(await store.blocksWithEvidence(5)).toEqual([]);
  });

  it('keeps candidates across a restart, and forgets the losers when one becomes final', async () => {
    const made = await initialised();
    const [a, b] = [emptyBlock(made, 10n), emptyBlock(made, 11n)];
    for (const { final } of [a, b]) {
      const content = { header: final.header, evidence: [], transactions: [] };
      await made.saveProposedBlock(final.blockId, content);
    }
    await made.close();
    store = await openLevelStore(folder);
    expect(store.proposedBlock(a.final.blockId)?.header).toEqual(a.final.header);
    expect(store.proposedBlock(b.final.blockId)?.header).toEqual(b.final.header);
    await store.commit(b);
    expect(store.head().blockId).toBe(b.final.blockId);
    expect(store.proposedBlock(a.final.blockId)).toBeUndefined();
    expect(store.finalContent(toHeight(1))?.header).toEqual(b.final.header);
    expect(store.finalHeader(toHeight(2))).toBeUndefined();
  });

  it('keeps a final block whose proposal came while it was committed, also after a restart', async () => {
    const made = await initialised();
    const block = emptyBlock(made, 10n);
    const content = { header: block.final.header, evidence: [], transactions: [] };
    await Promise.all([
      made.commitAll([{ commit: block, evidence: [], transactions: [] }]),
      made.saveProposedBlock(block.final.blockId, content),
    ]);
    await made.close();
    store = await openLevelStore(folder);
    await store.commit(emptyBlock(store, 20n));
    expect(store.finalContent(toHeight(1))?.header).toEqual(block.final.header);
  });

  it('shows the old state until the new block is the head, to whoever reads meanwhile', async () => {
    const made = await initialised();
    const [page] = [...genesisBlock(genesis).treeUpdate.written.values()];
    if (page === undefined) throw new Error('no page');
    for (let number = 1; number <= 50; number++) {
      const block = emptyBlock(made, BigInt(10 + number));
      const treePath = number.toString(2).padStart(8, '0');
      const written = new Map([[treePath, page]]);
      let done = false;
      const committing = made
        .commit({ ...block, treeUpdate: { ...block.treeUpdate, written } })
        .then(() => {
          done = true;
        });
      while (!done) {
        const isNew = made.head().header.height === toHeight(number);
        expect(made.readTreePage(treePath) !== undefined).toBe(isNew);
        await new Promise(setImmediate);
      }
      await committing;
      expect(made.readTreePage(treePath)).toBeDefined();
    }
  });

  it('keeps the history of each balance, and gives it in both directions from any place', async () => {
    const made = await initialised();
    const key = stateKey.balance(holder, EUR);
    const neighbour = stateKey.balance(holder, 'EURO' as AssetCode);
    for (const height of [1, 2]) {
      const balances = [0, 1, 2].flatMap((position) => [
        { position, key, amount: BigInt(100 * height + position) },
        { position, key: neighbour, amount: 7n },
      ]);
      await made.commit({ ...emptyBlock(made, BigInt(10 + height)), balances });
    }
    const amounts = async (
      side: 'before' | 'after',
      height: number,
      position: number,
      count = 9,
    ) => {
      const place = { height: toHeight(height), position };
      const found = await made.history({ account: holder, asset: EUR, side, place, count });
      return found.map(({ amount }) => amount);
    };
    expect(await amounts('before', 9, 0)).toEqual([202n, 201n, 200n, 102n, 101n, 100n, 5n]);
    expect(await amounts('after', 0, 0)).toEqual([100n, 101n, 102n, 200n, 201n, 202n]);
    expect(await amounts('before', 2, 1, 2)).toEqual([200n, 102n]);
    expect(await amounts('after', 1, 1, 2)).toEqual([102n, 200n]);
    expect(await amounts('before', 0, 0)).toEqual([]);
  });

  it.each([0, 2])(
    'has the same content whether blocks are written one by one or in batches, with %d earlier states kept',
    async (pastStates) => {
      const keys = [1, 2, 3, 4, 5].map((number) =>
        stateKey.balance(holder, `C${number}` as AssetCode),
      );
      const amounts = fc.option(fc.bigInt(1n, 3n));
      const allChanges = fc.array(fc.dictionary(fc.constantFrom(...keys), amounts), {
        minLength: 2,
        maxLength: 6,
      });
      await fc.assert(
        fc.asyncProperty(allChanges, fc.integer({ min: 1, max: 5 }), async (all, first) => {
          const { commit, tip: start } = firstBlock();
          let tip = start;
          const blocks = all.map((balances) => {
            const changes = Object.entries(balances).map(
              ([key, amount]) =>
                [key as StateKey<'balance'>, amount === null ? null : { amount }] as const,
            );
            const next = blockOn(tip, new Map(changes));
            ({ tip } = next);
            return next.block;
          });
          const written = async (name: string, batches: readonly (typeof blocks)[]) => {
            const path = join(folder, name);
            await rm(path, { recursive: true, force: true });
            const to = await openLevelStore(path, { pastStates });
            await to.initialise(genesis, commit);
            for (const batch of batches) await to.commitAll(batch);
            await to.close();
            const database = await openDatabase(path, { create: false });
            const entries = await database.iterator().all();
            await database.close();
            return entries;
          };
          expect(await written('batches', [blocks.slice(0, first), blocks.slice(first)])).toEqual(
            await written(
              'single',
              blocks.map((one) => [one]),
            ),
          );
        }),
        { numRuns: 10 },
      );
    },
  );

  it('says that another process has it', async () => {
    await initialised();
    await expect(openLevelStore(folder)).rejects.toMatchObject({ code: 'database_in_use' });
  });
});
