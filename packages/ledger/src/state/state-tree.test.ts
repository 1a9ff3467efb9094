import { asciiBytes, type Hash, hash, zeroHash } from '@trellis/crypto';
import {
  mapKeyHash,
  mapLeafHash,
  mapNodeHash,
  mapValueHash,
  pathBit,
  type StateKey,
  verifyMapEntry,
} from '@trellis/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DamagedTree,
  emptyTree,
  encodePage,
  openTree,
  proveKey,
  rootHash,
  type StateTree,
  type TreeUpdate,
  trimTree,
  updateTree,
} from '../index.ts';
import type { TreeNode } from './state-tree.ts';

const keyOf = (n: number): StateKey => `asset/K${n}` as StateKey;
const bytesOf = (n: number): Uint8Array => asciiBytes(`value ${n}`);

/** The root of a map computed from nothing, as the definition says. */
function naiveRoot(entries: readonly (readonly [Hash, Hash])[], depth = 0): Hash {
  const [first] = entries;
  if (first === undefined) return zeroHash;
  if (entries.length === 1) return mapLeafHash(...first);
  const left = entries.filter(([key]) => !pathBit(key, depth));
  const right = entries.filter(([key]) => pathBit(key, depth));
  return mapNodeHash(naiveRoot(left, depth + 1), naiveRoot(right, depth + 1));
}

type Model = Map<number, number>;

function modelRoot(model: Model): Hash {
  return naiveRoot(
    [...model].map(([key, value]) => [mapKeyHash(keyOf(key)), mapValueHash(bytesOf(value))]),
  );
}

const countNodes = (node: TreeNode | null): number => {
  if (node === null) return 0;
  return node.type === 'branch' ? 1 + countNodes(node.left) + countNodes(node.right) : 1;
};

/** The bits of a key hash, as stored pages are named. */
const bitsOf = (keyHash: Hash): string =>
  [...keyHash].map((digit) => Number.parseInt(digit, 16).toString(2).padStart(4, '0')).join('');

const changesOf = (batch: ReadonlyMap<number, number | null>) =>
  [...batch].map(
    ([key, value]) =>
      [mapKeyHash(keyOf(key)), value === null ? null : mapValueHash(bytesOf(value))] as const,
  );

/** Stored pages, kept as a database would keep them. */
function createPages() {
  const pages = new Map<string, Uint8Array>();
  return {
    pages,
    store({ written, removed }: TreeUpdate): void {
      for (const path of removed) pages.delete(path);
      for (const [path, top] of written) pages.set(path, encodePage(top));
    },
    open: (root: Hash): StateTree => openTree(root, (path) => pages.get(path)),
  };
}

const range = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => [from + index, from] as const);

const batches = fc.array(
  fc
    .array(fc.tuple(fc.nat(40), fc.option(fc.nat(5), { nil: null })), { maxLength: 25 })
    .map((entries) => new Map(entries)),
  { maxLength: 6 },
);

describe('the state tree', () => {
  it('has the root that its entries alone define, after any batches, in memory and reopened', () => {
    fc.assert(
      fc.property(batches, fc.boolean(), (rounds, reopen) => {
        const model: Model = new Map();
        const stored = createPages();
        let tree: StateTree = stored.open(zeroHash);
        for (const batch of rounds) {
          const update = updateTree(tree, changesOf(batch));
          stored.store(update);
          for (const [key, value] of batch) {
            if (value === null) model.delete(key);
            else model.set(key, value);
          }
          expect(rootHash(update.tree)).toBe(modelRoot(model));
          expect(update.tree.nodesLoaded).toBe(countNodes(update.tree.root));
          tree = reopen ? stored.open(rootHash(update.tree)) : trimTree(update.tree, 10);
        }
        // Exactly the pages that the same map has when it is made at once: no stale ones are left.
        const fresh = createPages();
        fresh.store(updateTree(emptyTree, changesOf(model)));
        expect([...stored.pages].sort()).toEqual([...fresh.pages].sort());
      }),
    );
  });

  it('does not depend on the order of changes', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(200), { maxLength: 60 }), fc.nat(), (keys, seed) => {
        const changes = changesOf(new Map(keys.map((key) => [key, key % 7])));
        const shuffled = [...changes].sort(([a], [b]) =>
          hash('mapKey', asciiBytes(a + seed)) < hash('mapKey', asciiBytes(b + seed)) ? -1 : 1,
        );
        expect(rootHash(updateTree(emptyTree, changes).tree)).toBe(
          rootHash(updateTree(emptyTree, shuffled).tree),
        );
      }),
    );
  });

  it('has the right shape when keys share long prefixes', () => {
    // SHA-256 gives no such keys in a test's lifetime, so these are no hashes of anything.
    const keyHash = fc
      .tuple(fc.constantFrom(0, 1, 3, 4, 7, 30, 62, 63), fc.constantFrom('1', '2', '8', 'f'))
      .map(([zeros, digit]) => `${'0'.repeat(zeros)}${digit}`.padEnd(64, '5') as Hash);
    const change = fc.tuple(keyHash, fc.option(fc.nat(3), { nil: null }));
    const rounds = fc.array(
      fc.array(change, { maxLength: 12 }).map((entries) => new Map(entries)),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(rounds, (all) => {
        const entries = new Map<Hash, Hash>();
        const stored = createPages();
        let root = zeroHash;
        for (const batch of all) {
          const changes = [...batch].map(
            ([key, value]) => [key, value === null ? null : mapValueHash(bytesOf(value))] as const,
          );
          const update = updateTree(stored.open(root), changes);
          stored.store(update);
          for (const [key, value] of changes) {
            if (value === null) entries.delete(key);
            else entries.set(key, value);
          }
          root = rootHash(update.tree);
          expect(root).toBe(naiveRoot([...entries]));
          expect(update.tree.nodesLoaded).toBe(countNodes(update.tree.root));
        }
        const fresh = createPages();
        fresh.store(updateTree(emptyTree, entries));
        expect([...stored.pages].sort()).toEqual([...fresh.pages].sort());
      }),
    );
  });

  it('keeps candidates of one parent apart, in memory and loaded from pages', () => {
    const parent = new Map(Array.from({ length: 200 }, (_, key) => [key, key] as const));
    const stored = createPages();
    const update = updateTree(stored.open(zeroHash), changesOf(parent));
    stored.store(update);
    for (const tree of [update.tree, stored.open(rootHash(update.tree))]) {
      const a = updateTree(tree, changesOf(new Map([[2, null], ...range(200, 220)]))).tree;
      const b = updateTree(tree, changesOf(new Map([[1, 9], ...range(210, 230)]))).tree;
      const withA = new Map([...parent, ...range(200, 220)]);
      withA.delete(2);
      expect(rootHash(a)).toBe(modelRoot(withA));
      expect(rootHash(b)).toBe(modelRoot(new Map([...parent, [1, 9], ...range(210, 230)])));
      expect(rootHash(tree)).toBe(modelRoot(parent));
    }
  });

  it('is empty again when everything is deleted', () => {
    const stored = createPages();
    const all = new Map(Array.from({ length: 100 }, (_, key) => [key, key] as const));
    const full = updateTree(stored.open(zeroHash), changesOf(all));
    stored.store(full);
    const none = updateTree(
      full.tree,
      changesOf(new Map([...all.keys()].map((key) => [key, null]))),
    );
    stored.store(none);
    expect(rootHash(none.tree)).toBe(zeroHash);
    expect(stored.pages.size).toBe(0);
  });
});

describe('a trimmed tree', () => {
  const stored = createPages();
  const entries = new Map(range(0, 5_000));
  const update = updateTree(stored.open(zeroHash), changesOf(entries));
  stored.store(update);

  it('is equal, however little of it stays in memory', () => {
    const full = update.tree;
    expect(trimTree(full, full.nodesLoaded)).toBe(full);
    const trimmed = trimTree(full, full.nodesLoaded - 1);
    expect(trimmed.nodesLoaded).toBe(countNodes(trimmed.root));
    expect(trimmed.nodesLoaded).toBeLessThan(512);
    expect(rootHash(trimmed)).toBe(rootHash(full));
    const batch = changesOf(new Map([...range(4_900, 5_100), [7, null], [8, null]]));
    const later = [full, trimmed].map((tree) => updateTree(tree, batch));
    const [fromFull, fromTrimmed] = later.map(({ tree, written, removed }) => ({
      root: rootHash(tree),
      pages: [...written].map(([path, top]) => [path, encodePage(top).toHex()]),
      removed,
    }));
    expect(fromTrimmed).toEqual(fromFull);
    const keyHash = mapKeyHash(keyOf(4_321));
    expect(proveKey(trimmed, keyHash)).toEqual(proveKey(full, keyHash));
  });

  it('holds no more after many updates of the same keys', () => {
    let { tree } = update;
    const { nodesLoaded } = tree;
    for (let round = 0; round < 5; round++) {
      tree = updateTree(tree, changesOf(new Map(range(round, round + 300)))).tree;
    }
    expect(tree.nodesLoaded).toBe(nodesLoaded);
  });
});

describe('an old version', () => {
  it('says that its pages are gone, instead of giving wrong hashes, once a newer one is stored', () => {
    const stored = createPages();
    const first = updateTree(stored.open(zeroHash), changesOf(new Map(range(0, 500))));
    stored.store(first);
    const root = rootHash(first.tree);
    const old = stored.open(root);
    stored.store(updateTree(first.tree, changesOf(new Map([[3, 9_999]]))));
    const use = (): unknown => updateTree(old, changesOf(new Map([[4, 1]])));
    expect(use).toThrow(DamagedTree);
    expect(() => proveKey(old, mapKeyHash(keyOf(4)))).toThrow(
      expect.objectContaining({ code: 'state_tree_damaged' }),
    );
  });
});

describe('its proofs', () => {
  const entries = new Map(Array.from({ length: 60 }, (_, key) => [key, key % 5] as const));
  const { tree } = updateTree(emptyTree, changesOf(entries));
  const root = rootHash(tree);

  it('show each value and each absence, and nothing else', () => {
    fc.assert(
      fc.property(fc.nat(120), fc.nat(5), (key, other) => {
        const proof = proveKey(tree, mapKeyHash(keyOf(key)));
        const value = entries.get(key);
        const held = value === undefined ? null : bytesOf(value);
        expect(verifyMapEntry(root, keyOf(key), held, proof)).toBe(true);
        const wrong = held === null ? bytesOf(other) : null;
        expect(verifyMapEntry(root, keyOf(key), wrong, proof)).toBe(false);
        if (value !== other) {
          expect(verifyMapEntry(root, keyOf(key), bytesOf(other), proof)).toBe(false);
        }
        expect(verifyMapEntry(zeroHash, keyOf(key), held, proof)).toBe(false);
      }),
    );
  });

  it('fail with any sibling changed, left out or added', () => {
    for (const key of [0, 7, 59, 100, 101]) {
      const proof = proveKey(tree, mapKeyHash(keyOf(key)));
      const value = entries.get(key);
      const held = value === undefined ? null : bytesOf(value);
      const check = (siblings: readonly Hash[]): boolean =>
        verifyMapEntry(root, keyOf(key), held, { ...proof, siblings });
      for (const index of proof.siblings.keys()) {
        const changed = [...proof.siblings];
        changed[index] = mapValueHash(bytesOf(99));
        expect(check(changed)).toBe(false);
        expect(check(proof.siblings.toSpliced(index, 1))).toBe(false);
      }
      expect(check([...proof.siblings, zeroHash])).toBe(false);
    }
  });

  it('fail with the leaf changed', () => {
    const other = mapValueHash(bytesOf(99));
    for (const key of [0, 7, 59, 100, 101, 102, 103]) {
      const proof = proveKey(tree, mapKeyHash(keyOf(key)));
      const value = entries.get(key);
      const held = value === undefined ? null : bytesOf(value);
      const { leaf } = proof;
      const leaves = [
        { keyHash: mapKeyHash(keyOf(key)), valueHash: other },
        leaf === null ? null : { ...leaf, valueHash: other },
        leaf === null ? null : { ...leaf, keyHash: other },
        leaf === null ? { keyHash: other, valueHash: other } : null,
      ];
      for (const changed of leaves) {
        if (changed === null && leaf === null) continue;
        expect(verifyMapEntry(root, keyOf(key), held, { ...proof, leaf: changed })).toBe(false);
      }
    }
  });

  it('of absence are not fooled by a leaf from elsewhere in the tree', () => {
    const present = keyOf(3);
    const real = proveKey(tree, mapKeyHash(present));
    for (let other = 0; other < 60; other++) {
      if (other === 3) continue;
      const { leaf } = proveKey(tree, mapKeyHash(keyOf(other)));
      expect(verifyMapEntry(root, present, null, { ...real, leaf })).toBe(false);
    }
  });
});

describe('stored pages', () => {
  it('that are missing, swapped or damaged are noticed when they are read', () => {
    const stored = createPages();
    const entries = new Map(Array.from({ length: 300 }, (_, key) => [key, key] as const));
    const update = updateTree(stored.open(zeroHash), changesOf(entries));
    stored.store(update);
    const root = rootHash(update.tree);
    const keyHashes = [...entries.keys()].map((key) => mapKeyHash(keyOf(key)));
    const readBelow = (path: string): void => {
      const tree = stored.open(root);
      for (const key of keyHashes) if (bitsOf(key).startsWith(path)) proveKey(tree, key);
    };
    readBelow('');
    expect(stored.pages.size).toBeGreaterThan(5);
    for (const [path, page] of [...stored.pages]) {
      const read = (): void => readBelow(path);
      stored.pages.delete(path);
      expect(read).toThrow(DamagedTree);
      const damaged = page.slice();
      damaged[damaged.length >> 1] = (damaged[damaged.length >> 1] ?? 0) ^ 1;
      stored.pages.set(path, damaged);
      expect(read).toThrow(DamagedTree);
      stored.pages.set(path, page.subarray(1));
      expect(read).toThrow(DamagedTree);
      stored.pages.set(path, page);
      read();
    }
  });
});
