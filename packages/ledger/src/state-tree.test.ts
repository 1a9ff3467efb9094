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
} from './index.ts';

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

  it('keeps candidates of one parent apart', () => {
    const parent = updateTree(
      emptyTree,
      changesOf(
        new Map([
          [1, 1],
          [2, 2],
          [3, 3],
        ]),
      ),
    ).tree;
    const a = updateTree(
      parent,
      changesOf(
        new Map([
          [2, null],
          [4, 4],
        ]),
      ),
    ).tree;
    const b = updateTree(parent, changesOf(new Map([[1, 9]]))).tree;
    expect(rootHash(a)).toBe(
      modelRoot(
        new Map([
          [1, 1],
          [3, 3],
          [4, 4],
        ]),
      ),
    );
    expect(rootHash(b)).toBe(
      modelRoot(
        new Map([
          [1, 9],
          [2, 2],
          [3, 3],
        ]),
      ),
    );
    expect(rootHash(parent)).toBe(
      modelRoot(
        new Map([
          [1, 1],
          [2, 2],
          [3, 3],
        ]),
      ),
    );
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
    const read = (): void => {
      const tree = stored.open(root);
      for (const key of entries.keys()) proveKey(tree, mapKeyHash(keyOf(key)));
    };
    read();
    expect(stored.pages.size).toBeGreaterThan(5);
    for (const [path, page] of [...stored.pages]) {
      stored.pages.delete(path);
      expect(read).toThrow(DamagedTree);
      const damaged = page.slice();
      damaged[damaged.length >> 1] = (damaged[damaged.length >> 1] ?? 0) ^ 1;
      stored.pages.set(path, damaged);
      expect(read).toThrow(DamagedTree);
      stored.pages.set(path, page.subarray(1));
      expect(read).toThrow(DamagedTree);
      stored.pages.set(path, page);
    }
    read();
  });
});
