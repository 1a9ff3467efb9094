import { asciiBytes, hash } from '@trellis/crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chunkIndexOf,
  chunkSubtree,
  emptyMapRoot,
  mapKeyHash,
  type SnapshotEntry,
  type StateKey,
  snapshotRoot,
} from './index.ts';

const entry = (name: number, value: number): SnapshotEntry => ({
  key: `test/${name}` as StateKey,
  value: asciiBytes(`value ${value}`),
});
const entryLists = fc
  .uniqueArray(fc.tuple(fc.nat(100_000), fc.nat()), { selector: ([name]) => name, maxLength: 60 })
  .map((pairs) => inOrder(pairs.map(([name, value]) => entry(name, value))));

function inOrder(entries: readonly SnapshotEntry[]): readonly SnapshotEntry[] {
  return entries.toSorted((a, b) => (mapKeyHash(a.key) < mapKeyHash(b.key) ? -1 : 1));
}

function split(entries: readonly SnapshotEntry[], depth: number) {
  const chunks = Array.from({ length: 2 ** depth }, (_, index) =>
    entries.filter(({ key }) => chunkIndexOf(mapKeyHash(key), depth) === index),
  );
  const subtrees = chunks.map((chunk, index) => {
    const made = chunkSubtree(chunk, depth, index);
    if (!made.ok) throw new Error(made.problem);
    return made.subtree;
  });
  return { chunks, subtrees };
}

describe('a snapshot', () => {
  it('leads to the same root however it is cut', () => {
    fc.assert(
      fc.property(entryLists, fc.nat(6), (entries, depth) => {
        const whole = chunkSubtree(entries, 0, 0);
        if (!whole.ok) throw new Error(whole.problem);
        const { subtrees } = split(entries, depth);
        expect(snapshotRoot({ depth, chunks: subtrees })).toBe(whole.subtree.root);
        expect(whole.subtree.entries).toBe(entries.length);
        if (entries.length === 0) expect(whole.subtree.root).toBe(emptyMapRoot);
      }),
    );
  });

  it('shows every entry that was changed, added or left out, in the chunk that it is in', () => {
    fc.assert(
      fc.property(
        entryLists.filter((list) => list.length > 1),
        fc.nat(4),
        fc.nat(),
        fc.constantFrom('change', 'leave out', 'add', 'turn'),
        (entries, depth, at, how) => {
          const { chunks, subtrees } = split(entries, depth);
          const victim = entries[at % entries.length];
          if (victim === undefined) throw new Error('no entry');
          const index = chunkIndexOf(mapKeyHash(victim.key), depth);
          const chunk = chunks[index] ?? [];
          const changed = {
            change: chunk.map((one) =>
              one === victim ? { ...one, value: asciiBytes('another') } : one,
            ),
            'leave out': chunk.filter((one) => one !== victim),
            add: inOrder([...chunk, entry(1_000_000 + (at % 1_000), 1)]),
            turn: [...chunk, victim],
          }[how];
          const made = chunkSubtree(changed, depth, index);
          const same = made.ok && made.subtree.root === subtrees[index]?.root;
          expect(same).toBe(false);
        },
      ),
    );
  });

  it('is none when chunks are missing, exchanged, or claim what they are not', () => {
    const { subtrees } = split(inOrder([1, 2, 3, 4, 5, 6].map((name) => entry(name, name))), 2);
    const root = snapshotRoot({ depth: 2, chunks: subtrees });
    expect(root).not.toBeNull();
    expect(snapshotRoot({ depth: 2, chunks: subtrees.slice(1) })).toBeNull();
    expect(snapshotRoot({ depth: 17, chunks: subtrees })).toBeNull();
    expect(snapshotRoot({ depth: 2, chunks: subtrees.toReversed() })).not.toBe(root);
    const empty = { root: hash('mapLeaf', asciiBytes('x')), entries: 0 };
    expect(snapshotRoot({ depth: 0, chunks: [empty] })).toBeNull();
    expect(snapshotRoot({ depth: 0, chunks: [{ root: emptyMapRoot, entries: 1 }] })).toBeNull();
  });
});
