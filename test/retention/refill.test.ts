/** A pruned chain that becomes whole again: what peers give is taken only if it is what the chain says. */
import type { FetchedBlock } from '@trellis/engine';
import { type Height, nextHeight, toHeight } from '@trellis/protocol';
import { type ChainStore, type RefillParts, refill } from '@trellis/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MadeChain, makeChain } from '../joining/made-chain.ts';
import { checksOf, onStore, pruneAll, removeFolder, storeChain } from './kept-chain.ts';

const blocks = 40;
let chain: MadeChain;
let [archive, pruned] = ['', ''];

beforeAll(async () => {
  chain = await makeChain({
    ...{ scheme: 'ml-dsa-44', accounts: 10, blocks, paymentsPerBlock: 2, doubleVoteAt: null },
  });
  archive = await storeChain(chain, { isPruned: true });
  pruned = await storeChain(chain, { isPruned: true });
  await onStore(pruned, (store) =>
    pruneAll(store, { mode: 'recent', windowMs: 0, windowBlocks: 16 }),
  );
});
afterAll(async () => {
  for (const folder of [archive, pruned]) await removeFolder(folder);
});

/** What a peer has of a height. */
function blockOf(store: ChainStore, height: Height): FetchedBlock {
  const final = store.finalHeader(height);
  const content = store.finalContent(height);
  if (!final?.certificate || content === undefined) throw new Error(`block ${height} is not whole`);
  return { ...content, header: final.header, certificate: final.certificate, bytes: 0 };
}

type Change = (block: FetchedBlock) => FetchedBlock;

/** What peers give, of which the first may change something. */
function partsOf(
  store: ChainStore,
  of: ChainStore,
  change: Change,
  receipts: (value: Uint8Array) => Uint8Array = (value) => value,
): RefillParts {
  return {
    checks: checksOf(store, chain),
    async *askKeepers(from, count) {
      const whole: FetchedBlock[] = [];
      for (let height = from; whole.length < count; height = nextHeight(height)) {
        whole.push(blockOf(of, height));
      }
      yield whole.map(change);
    },
    async *askPeers(key) {
      const value = of.storedValue(key);
      yield value === undefined ? null : receipts(value);
    },
  };
}

const same: Change = (block) => block;
const flipped = (bytes: Uint8Array): Uint8Array => {
  const at = bytes.length - 5;
  return bytes.with(at, (bytes[at] ?? 0) ^ 1);
};

describe('a peer that lies', () => {
  it.each<[string, Change, ((value: Uint8Array) => Uint8Array)?]>([
    [
      'another signature of a transaction',
      (block) => ({ ...block, transactions: block.transactions.map(flipped) }),
    ],
    ['too few transactions', (block) => ({ ...block, transactions: block.transactions.slice(1) })],
    [
      'another header',
      (block) => ({ ...block, header: { ...block.header, time: block.header.time + 1n } }),
    ],
    [
      'a certificate that does not hold',
      (block) => ({
        ...block,
        certificate: {
          ...block.certificate,
          signatures: block.certificate.signatures.map((one) => ({
            ...one,
            signature: flipped(one.signature),
          })),
        },
      }),
    ],
    ['other receipts', same, flipped],
  ])('with %s fills nothing', async (_what, change, receipts) => {
    await onStore(pruned, (store) =>
      onStore(archive, async (of) => {
        const before = store.keeps();
        expect(await refill(partsOf(store, of, change, receipts))).toBe('nobody');
        expect(store.keeps()).toEqual(before);
      }),
    );
  });
});

it('step by step, all blocks are whole again, and nothing is left to fetch', async () => {
  await onStore(pruned, (store) =>
    onStore(archive, async (of) => {
      let steps = 0;
      while ((await refill(partsOf(store, of, same))) === 'more') steps += 1;
      expect(steps).toBeGreaterThan(1);
      expect(await refill(partsOf(store, of, same))).toBe('whole');
      for (let height = toHeight(1n); height <= BigInt(blocks); height = nextHeight(height)) {
        expect(blockOf(store, height).transactions).toEqual(blockOf(of, height).transactions);
        expect(store.receipts(height)).toEqual(of.receipts(height));
      }
    }),
  );
});
