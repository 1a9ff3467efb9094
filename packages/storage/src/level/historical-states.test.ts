import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Hash } from '@trellis/crypto';
import { openTree, proveKey } from '@trellis/ledger';
import {
  type AssetCode,
  encodeStateRecord,
  mapKeyHash,
  type StateKey,
  stateKey,
  toHeight,
  verifyMapEntry,
} from '@trellis/protocol';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openDatabase } from './database.ts';
import type { Database } from './database-interface.ts';
import { databaseSizes } from './database-sizes.ts';
import { keys } from './keyspace.ts';
import { type ChainStore, openLevelStore, type StoreOptions } from './level-store.ts';
import { blockOn, firstBlock, genesis, holder } from './testing/small-chain.ts';

/** Few, so that blocks meet in them, and enough for pages below the first. */
const balances = Array.from({ length: 16 }, (_, index) =>
  stateKey.balance(holder, `A${index}` as AssetCode),
);

/** What every balance is after a block, and the root that proves it. */
interface Truth {
  readonly root: Hash;
  readonly amounts: ReadonlyMap<StateKey<'balance'>, bigint>;
}

/** A chain in a folder with all that was true of it. */
async function onChain(
  work: (chain: {
    open(options?: StoreOptions): Promise<ChainStore>;
    /** One commit of blocks that set balances, 0 for none; a single one is committed by itself. */
    extend(blocks: readonly (readonly (readonly [number, bigint])[])[]): Promise<ChainStore>;
    /** Compares every state of the chain with the truth: exact from `from` on, and none before. */
    expectFrom(from: bigint): Promise<void>;
    readonly path: string;
  }) => Promise<void>,
): Promise<void> {
  const path = await mkdtemp(join(tmpdir(), 'trellis-past-'));
  const first = firstBlock();
  let { tip } = first;
  const truths: Truth[] = [{ root: tip.final.header.stateRoot, amounts: new Map() }];
  let store: ChainStore | undefined;
  const opened = (): ChainStore => {
    if (store === undefined) throw new Error('not open');
    return store;
  };
  try {
    await work({
      path,
      async open(options) {
        await store?.close();
        store = await openLevelStore(path, options);
        if (store.genesis() === null) await store.initialise(genesis, first.commit);
        return store;
      },
      async extend(blocks) {
        const made = blocks.map((sets) => {
          const amounts = new Map(truths.at(-1)?.amounts);
          const changes = new Map<StateKey, { readonly amount: bigint } | null>();
          for (const [index, amount] of sets) {
            const key = balances[index % balances.length];
            if (key === undefined) continue;
            changes.set(key, amount === 0n ? null : { amount });
            if (amount === 0n) amounts.delete(key);
            else amounts.set(key, amount);
          }
          const next = blockOn(tip, changes);
          tip = next.tip;
          truths.push({ root: tip.final.header.stateRoot, amounts });
          return next.block;
        });
        const [only, second] = made;
        if (only !== undefined && second === undefined) await opened().commit(only.commit);
        else await opened().commitAll(made);
        return opened();
      },
      async expectFrom(from) {
        expect(opened().statesFrom()).toBe(from);
        for (const [height, { root, amounts }] of truths.entries()) {
          for (const key of balances) {
            const entry = await opened().pastEntry(key, toHeight(height));
            expect(entry !== undefined, `block ${height}`).toBe(height >= from);
            if (entry === undefined) continue;
            const amount = amounts.get(key);
            const value = amount === undefined ? null : encodeStateRecord(key, { amount });
            expect(entry.value?.toHex()).toBe(value?.toHex());
            const proof = proveKey(
              openTree(root, (page) => entry.pages.get(page)),
              mapKeyHash(key),
            );
            expect(verifyMapEntry(root, key, value, proof)).toBe(true);
          }
        }
      },
    });
  } finally {
    await store?.close();
    await rm(path, { recursive: true, force: true });
  }
}

const someBlock = fc.array(fc.tuple(fc.nat(balances.length - 1), fc.bigInt(0n, 3n)), {
  maxLength: 12,
});

it('keeps the states it is asked to, whatever blocks do, alone or many at once', async () => {
  const commits = fc.array(fc.array(someBlock, { minLength: 1, maxLength: 6 }), {
    minLength: 1,
    maxLength: 8,
  });
  await fc.assert(
    fc.asyncProperty(commits, fc.constantFrom(1, 3, 1_000), async (chain, pastStates) => {
      await onChain(async ({ open, extend, expectFrom }) => {
        await open({ pastStates });
        let height = 0n;
        for (const blocks of chain) {
          await extend(blocks);
          height += BigInt(blocks.length);
        }
        const from = height > pastStates ? height - BigInt(pastStates) : 0n;
        await expectFrom(from);
        await open({ pastStates });
        await expectFrom(from);
      });
    }),
    { numRuns: 10 },
  );
});

async function withDatabase<T>(path: string, work: (on: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase(path, { create: false });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

const blocks = (count: number, seed: number) =>
  Array.from({ length: count }, (_, number) =>
    [0, 1, 2].map((one) => [seed + number + 7 * one, BigInt(number + one)] as const),
  );

it('keeps nothing but the newest state unless it is told to, and begins when it is', async () => {
  await onChain(async ({ open, extend, expectFrom, path }) => {
    await open({ pastStates: 0 });
    await extend(blocks(3, 0));
    await (await open({ pastStates: 0 })).close();
    expect((await databaseSizes(path)).past.entries).toBe(0);
    await open({ pastStates: 5 });
    await expectFrom(3n);
    for (const block of blocks(4, 9)) await extend([block]);
    await expectFrom(3n);
    for (const block of blocks(4, 2)) await extend([block]);
    await expectFrom(6n);
  });
});

it('forgets what it kept when it is to keep less, a little with each block, and all for none', async () => {
  await onChain(async ({ open, extend, expectFrom, path }) => {
    await open({ pastStates: 100 });
    await extend(blocks(20, 0));
    await expectFrom(0n);
    await open({ pastStates: 2 });
    await expectFrom(0n);
    for (const block of blocks(3, 5)) await extend([block]);
    await expectFrom(12n);
    for (const block of blocks(4, 5)) await extend([block]);
    await expectFrom(25n);
    await (await open({ pastStates: 0 })).close();
    const { past, pastKeys } = await databaseSizes(path);
    expect([past.entries, pastKeys.entries]).toEqual([0, 0]);
  });
});

it('does not go by what was kept before a run that kept nothing, and did not say so', async () => {
  await onChain(async ({ open, extend, expectFrom, path }) => {
    await open({ pastStates: 100 });
    await (await extend(blocks(5, 0))).close();
    const range = await withDatabase(path, async (database) => database.getSync(keys.meta('past')));
    await open();
    await (await extend(blocks(2, 3))).close();
    await withDatabase(path, (database) =>
      database.put(keys.meta('past'), range ?? new Uint8Array()),
    );
    await open({ pastStates: 100 });
    await expectFrom(7n);
    await extend(blocks(2, 8));
    await expectFrom(7n);
  });
});

it('forgets the rest when a crash came in the midst of forgetting', async () => {
  await onChain(async ({ open, extend, expectFrom, path }) => {
    await open({ pastStates: 100 });
    await (await extend(blocks(5, 0))).close();
    await withDatabase(path, (database) => database.del(keys.meta('past')));
    await open({ pastStates: 100 });
    await extend(blocks(3, 1));
    await expectFrom(5n);
  });
});
