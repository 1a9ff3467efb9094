import { type Hash, zeroHash } from '@trellis/crypto';
import { mapLeafHash, mapNodeHash, pathBit } from '@trellis/protocol';
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
import { pageLevels } from './state-tree.ts';
import { decodePage } from './tree-page.ts';

type Change = readonly [Hash, Hash | null];
type Model = Map<Hash, Hash>;

/**
 * Key hashes that real keys never have: they share long prefixes, so that paths run through many
 * pages, and removing one entry makes a chain of pages collapse.
 */
const deepKey = fc
  .tuple(fc.constantFrom(0, 1, 3, 4, 5, 15, 16, 17, 40, 63), fc.nat(15), fc.boolean())
  .map(([digits, digit, ones]) => {
    const filler = ones ? 'f' : '0';
    return (filler.repeat(digits) + digit.toString(16)).padEnd(64, filler) as Hash;
  });
const valueHash = fc.nat(9).map((digit) => String(digit).repeat(64) as Hash);
const batch = fc
  .array(fc.tuple(deepKey, fc.option(valueHash, { nil: null })), { maxLength: 12 })
  .map((changes) => [...new Map<Hash, Hash | null>(changes)]);

/** The definition: the root of these entries, and what stands beside the path of `key`. */
function naiveRoot(entries: readonly (readonly [Hash, Hash])[], depth = 0): Hash {
  const [first, second] = entries;
  if (first === undefined) return zeroHash;
  if (second === undefined) return mapLeafHash(...first);
  const half = (right: boolean): Hash =>
    naiveRoot(
      entries.filter(([key]) => pathBit(key, depth) === right),
      depth + 1,
    );
  return mapNodeHash(half(false), half(true));
}

function naiveSiblings(model: Model, key: Hash): Hash[] {
  const siblings: Hash[] = [];
  let entries = [...model];
  for (let depth = 0; entries.length > 1; depth++) {
    const [beside, along] = [false, true].map((same) =>
      entries.filter(([other]) => (pathBit(other, depth) === pathBit(key, depth)) === same),
    );
    siblings.push(naiveRoot(beside ?? [], depth + 1));
    entries = along ?? [];
  }
  return siblings;
}

function applyTo(model: Model, changes: readonly Change[]): Model {
  const result = new Map(model);
  for (const [key, value] of changes) {
    if (value === null) result.delete(key);
    else result.set(key, value);
  }
  return result;
}

function createPages() {
  const pages = new Map<string, Uint8Array>();
  return {
    pages,
    store({ written, removed }: TreeUpdate): void {
      for (const path of removed) {
        expect(pages.delete(path), `removes a page that is not there: ${path}`).toBe(true);
      }
      for (const [path, top] of written) pages.set(path, encodePage(top));
    },
    open: (root: Hash): StateTree => openTree(root, (path) => pages.get(path)),
  };
}

function pagesOf(model: Model): ReadonlyMap<string, Uint8Array> {
  const fresh = createPages();
  fresh.store(updateTree(emptyTree, model));
  return fresh.pages;
}

const forgetting = fc.constantFrom('nothing', 'trim', 'reopen');

describe('a tree over stored pages', () => {
  it('has the root, the proofs and exactly the pages of its entries, however deep', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(batch, forgetting), { maxLength: 6 }), (rounds) => {
        const stored = createPages();
        let tree = stored.open(zeroHash);
        let model: Model = new Map();
        const touched = new Set<Hash>();
        for (const [changes, forget] of rounds) {
          const update = updateTree(tree, changes);
          stored.store(update);
          model = applyTo(model, changes);
          tree = update.tree;
          expect(rootHash(tree)).toBe(naiveRoot([...model]));
          expect(new Map(stored.pages)).toEqual(new Map(pagesOf(model)));
          if (forget === 'trim') tree = trimTree(tree, 1);
          if (forget === 'reopen') tree = stored.open(rootHash(tree));
          for (const [key] of changes) touched.add(key);
        }
        for (const key of touched) {
          const { siblings, leaf } = proveKey(tree, key);
          expect(siblings).toEqual(naiveSiblings(model, key));
          expect(leaf?.keyHash === key ? leaf.valueHash : undefined).toBe(model.get(key));
        }
      }),
      { numRuns: 50 },
    );
  });

  it('gives two candidates from one tree their own roots and pages', () => {
    fc.assert(
      fc.property(batch, batch, batch, forgetting, (before, a, b, forget) => {
        const stored = createPages();
        const parent = updateTree(stored.open(zeroHash), before);
        stored.store(parent);
        const model = applyTo(new Map(), before);
        const root = rootHash(parent.tree);
        let tree = parent.tree;
        if (forget === 'trim') tree = trimTree(tree, 1);
        if (forget === 'reopen') tree = stored.open(root);
        const first = updateTree(tree, a);
        const second = updateTree(tree, b);
        expect(rootHash(first.tree)).toBe(naiveRoot([...applyTo(model, a)]));
        expect(rootHash(second.tree)).toBe(naiveRoot([...applyTo(model, b)]));
        expect(rootHash(tree)).toBe(root);
        stored.store(second);
        expect(new Map(stored.pages)).toEqual(new Map(pagesOf(applyTo(model, b))));
      }),
      { numRuns: 50 },
    );
  });

  it('writes nothing for changes that change nothing', () => {
    fc.assert(
      fc.property(batch, forgetting, (changes, forget) => {
        const stored = createPages();
        const update = updateTree(stored.open(zeroHash), changes);
        stored.store(update);
        const root = rootHash(update.tree);
        const tree = forget === 'nothing' ? update.tree : stored.open(root);
        const again = updateTree(tree, changes);
        expect(rootHash(again.tree)).toBe(root);
        expect(again.removed).toEqual([]);
        if (forget === 'nothing') expect(again.written.size).toBe(0);
      }),
    );
  });
});

describe('a page', () => {
  const leaf = (digit: string): readonly [Hash, Hash] => [
    digit.padEnd(64, '0') as Hash,
    '7'.repeat(64) as Hash,
  ];
  const pageOf = (...entries: readonly (readonly [Hash, Hash])[]): Uint8Array => {
    const top = updateTree(emptyTree, entries).written.get('');
    if (top === undefined) throw new Error('no page');
    return encodePage(top);
  };

  it('survives encoding', () => {
    fc.assert(
      fc.property(batch, (changes) => {
        for (const [path, bytes] of pagesOf(applyTo(new Map(), changes))) {
          const top = decodePage(bytes, path);
          expect(encodePage(top)).toEqual(bytes);
          expect(path.length % pageLevels).toBe(0);
        }
      }),
    );
  });

  it('is a tag and its hashes, node by node', () => {
    const [key, value] = leaf('1');
    expect(pageOf(leaf('1')).toHex()).toBe(`01${key}${value}`);
    const [other] = leaf('8');
    expect(pageOf(leaf('1'), leaf('8')).toHex()).toBe(`0201${key}${value}01${other}${value}`);
  });

  it('of any other bytes is refused as damaged, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(4), (bytes, tag) => {
        for (const page of [bytes, Uint8Array.of(tag, ...bytes)]) {
          try {
            expect(encodePage(decodePage(page, ''))).toEqual(page);
          } catch (error) {
            expect(error).toBeInstanceOf(DamagedTree);
          }
        }
      }),
    );
  });

  it.each([
    ['nothing at all', '', 'no tag'],
    ['an empty subtree', '00', 'holds no node'],
    ['only a reference', `03${'ab'.repeat(32)}`, 'above'],
    ['a cut leaf', `01${'ab'.repeat(63)}`, 'too short'],
    ['bytes left over', `01${'ab'.repeat(64)}00`, 'too long'],
    ['an unknown tag', '04', 'no tag 4'],
    ['more levels than a page', `${'02'.repeat(pageLevels + 1)}0000`, 'too deep'],
    ['a reference above its lowest level', `02${`03${'ab'.repeat(32)}`.repeat(2)}`, 'above'],
  ])('of %s is refused', (_what, hex, message) => {
    expect(() => decodePage(Uint8Array.fromHex(hex), '0101')).toThrow(DamagedTree);
    expect(() => decodePage(Uint8Array.fromHex(hex), '0101')).toThrow(message);
    expect(() => decodePage(Uint8Array.fromHex(hex), '0101')).toThrow('0101');
  });

  it('that calls a leaf a reference can’t lead an update to another root', () => {
    const [key, value] = leaf('1');
    const whole = pageOf(leaf('1'), leaf('8'));
    const [other] = leaf('8');
    const forged = Uint8Array.fromHex(`0203${mapLeafHash(key, value)}01${other}${value}`);
    const root = rootHash(updateTree(emptyTree, [leaf('1'), leaf('8')]).tree);
    const without = (page: Uint8Array): Hash =>
      rootHash(
        updateTree(
          openTree(root, () => page),
          [[other, null]],
        ).tree,
      );
    expect(without(whole)).toBe(mapLeafHash(key, value));
    expect(() => without(forged)).toThrow(DamagedTree);
  });

  it('that is another’s of the same tree is noticed, by updates as by proofs', () => {
    const entries = new Map(
      Array.from({ length: 256 }, (_, index) => {
        const byte = index.toString(16).padStart(2, '0');
        return [byte.repeat(32) as Hash, '7'.repeat(64) as Hash] as const;
      }),
    );
    const stored = createPages();
    const { tree } = updateTree(stored.open(zeroHash), entries);
    stored.store(updateTree(emptyTree, entries));
    const [a, b] = ['0000', '1111'].map((path) => stored.pages.get(path));
    if (a === undefined || b === undefined) throw new Error('the tree has fewer pages than meant');
    stored.pages.set('0000', b);
    stored.pages.set('1111', a);
    for (const digit of ['0', 'f']) {
      const key = digit.repeat(64) as Hash;
      const reopened = stored.open(rootHash(tree));
      expect(() => proveKey(reopened, key)).toThrow(DamagedTree);
      expect(() => updateTree(reopened, [[key, null]])).toThrow(DamagedTree);
      // Elsewhere the tree is whole.
      expect(proveKey(reopened, '55'.repeat(32) as Hash).leaf?.valueHash).toBe('7'.repeat(64));
    }
  });
});
