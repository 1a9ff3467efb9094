/**
 * What a chain comes to must not depend on which keys a node has expanded: the same transactions, good and bad, are
 * verified and executed with caches of 1, 2 and 8,192 keys, and with none.
 */
import { claimsFault, createProvider, type SigningKey, schemes } from '@trellis/crypto';
import {
  executeBlock,
  genesisBlock,
  type KnownTransaction,
  lastSequence,
  readTransaction,
  type State,
  transactionClaims,
  transactionContextAt,
} from '@trellis/ledger';
import { type Genesis, nextHeight, toHeight } from '@trellis/protocol';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { keyOf, makeGenesis, payment, signTransaction } from '../small-chain.ts';

const cacheSizes = [1, 2, 8_192];
const scheme = 'ml-dsa-44';
const signer = createProvider('native', { expandedKeys: 0 });
const keys = Array.from({ length: 5 }, (_, index) =>
  signer.openKey(scheme, new Uint8Array(schemes[scheme].seedBytes).fill(index + 1)),
);

/** A payment of one account to another, of which a bit may be wrong, in the block of its number. */
interface Plan {
  readonly block: number;
  readonly from: number;
  readonly to: number;
  /** `null`: it is as it was signed. */
  readonly flipped: number | null;
}

const plans = fc.array(
  fc.record({
    block: fc.nat({ max: 2 }),
    from: fc.nat({ max: keys.length - 1 }),
    to: fc.nat({ max: keys.length - 1 }),
    flipped: fc.option(fc.nat({ max: 8 * schemes[scheme].signatureBytes - 1 }), { freq: 3 }),
  }),
  { minLength: 1, maxLength: 24 },
);

const keyAt = (index: number): SigningKey => {
  const key = keys[index];
  if (key === undefined) throw new RangeError('no such key');
  return key;
};

const genesis: Genesis = makeGenesis({
  chainId: 'cache-chain',
  time: 1_000,
  nodes: new Map([[0, { key: keyAt(0), power: 1 }]]),
  accounts: keys,
});

/** The signature is the last of a transaction but for the tag of a key that it doesn't carry. */
async function sign({ from, to, flipped }: Plan, sequence: bigint): Promise<Uint8Array> {
  const operation = payment(keyAt(from), keyAt(to));
  const by = keyAt(from);
  const validUntil = toHeight(10n);
  const encoded = await signTransaction({
    chainId: genesis.chainId,
    by,
    sequence,
    validUntil,
    operation,
  });
  if (flipped === null) return encoded;
  const at = encoded.length - 1 - schemes[scheme].signatureBytes + (flipped >> 3);
  encoded[at] = (encoded[at] ?? 0) ^ (1 << (flipped & 7));
  return encoded;
}

/** Everything that a node with such a cache finds, block by block. */
async function outcome(blocks: readonly (readonly Uint8Array[])[], expandedKeys: number) {
  const provider = createProvider('native', { expandedKeys });
  await provider.prepare();
  const first = genesisBlock(genesis);
  const records = new Map(first.changes);
  const state: State = { get: (key) => (records.get(key) ?? undefined) as never };
  let tree = first.treeUpdate.tree;
  let height = first.header.height;
  const found = [];
  for (const transactions of blocks) {
    height = nextHeight(height);
    const context = transactionContextAt(state, genesis.chainId, height);
    const taken: KnownTransaction[] = [];
    const used = new Map<string, bigint>();
    for (const encoded of transactions) {
      const read = readTransaction(encoded);
      const fault = read.ok
        ? await claimsFault(transactionClaims(state, context, read.value), provider.verify)
        : { problem: 'malformed' };
      found.push(fault?.problem ?? 'valid');
      if (!read.ok || fault !== undefined) continue;
      const { sender, sequence } = read.value.signed.transaction;
      if (sequence !== (used.get(sender) ?? lastSequence(state, sender)) + 1n) continue;
      used.set(sender, sequence);
      taken.push(read.value);
    }
    const blockContext = { ...context, time: BigInt(height) + 1_000n, evidence: [] };
    const result = executeBlock(state, tree, { ...blockContext, proposer: keyOf(keyAt(0)) }, taken);
    if (!result.ok) throw new Error('the block is invalid');
    for (const [key, record] of result.execution.changes) records.set(key, record);
    tree = result.execution.treeUpdate.tree;
    found.push(result.execution.roots);
  }
  return found;
}

it('comes to the same with every size of the cache, and with OpenSSL', async () => {
  let rejected = 0;
  await fc.assert(
    fc.asyncProperty(plans, async (chosen) => {
      const blocks: Uint8Array[][] = [[], [], []];
      const sequences = keys.map(() => 0n);
      for (const plan of chosen.toSorted((a, b) => a.block - b.block)) {
        // A payment that is wrong uses no sequence.
        const next = (sequences[plan.from] ?? 0n) + 1n;
        if (plan.flipped === null) sequences[plan.from] = next;
        blocks[plan.block]?.push(await sign(plan, next));
      }
      const expected = await outcome(blocks, 0);
      rejected += expected.filter((one) => one === 'bad_signature').length;
      for (const size of cacheSizes) expect(await outcome(blocks, size)).toEqual(expected);
    }),
    { numRuns: 25 },
  );
  expect(rejected).toBeGreaterThan(10);
});
