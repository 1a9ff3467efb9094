import { type Address, asciiBytes, hash } from '@trellis/crypto';
import { readTransaction, type VerifiedTransaction } from '@trellis/ledger';
import {
  type AssetCode,
  type ChainId,
  encode,
  type SignedTransaction,
  signedTransactionCodec,
  toHeight,
} from '@trellis/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMempool, type LastSequence } from './mempool.ts';

const address = (name: string): Address => hash('keyAddress', asciiBytes(name)) as Address;

function payment(name: string, sequence: bigint, validUntil = 100, memo = ''): VerifiedTransaction {
  const sender = address(name);
  const signed: SignedTransaction = {
    transaction: {
      chainId: 'test-chain' as ChainId,
      sender,
      sequence,
      validUntil: toHeight(validUntil),
      operations: [
        {
          type: 'transfer',
          source: sender,
          to: address('x'),
          asset: 'EUR' as AssetCode,
          amount: 1n,
        },
      ],
      memo,
    },
    witnesses: [],
  };
  const known = readTransaction(encode(signedTransactionCodec, signed));
  if (!known.ok) throw new Error(known.problem.message);
  return { ...known.value, verifiedKeys: [] };
}

const none: LastSequence = () => 0n;
const limits = { bytesMax: 100_000, countMax: 50, aheadMax: 20n };
const names = (
  transactions: Iterable<VerifiedTransaction>,
  known: Record<string, VerifiedTransaction>,
) =>
  [...transactions].map(
    ({ hash: wanted }) =>
      Object.entries(known).find(([, { hash: proposedBlock }]) => proposedBlock === wanted)?.[0],
  );

describe('mempool', () => {
  it('gives transactions by arrival between accounts and by sequence within one', () => {
    const pool = createMempool(limits);
    const known = {
      a1: payment('a', 1n),
      a2: payment('a', 2n),
      b1: payment('b', 1n),
      b3: payment('b', 3n),
    };
    for (const one of [known.a2, known.b3, known.b1, known.a1]) {
      expect(pool.add(one, none)).toBeUndefined();
    }
    // a's two arrivals stand first and last; b3 waits for b2.
    expect(names(pool.executable(none), known)).toEqual(['a1', 'b1', 'a2']);
  });

  it('refuses used, taken and far sequences by their own codes', () => {
    const pool = createMempool(limits);
    const last: LastSequence = () => 5n;
    expect(pool.add(payment('a', 5n), last)).toBe('sequence_used');
    expect(pool.add(payment('a', 26n), last)).toBe('sequence_too_far');
    expect(pool.add(payment('a', 25n), last)).toBeUndefined();
    expect(pool.add(payment('a', 25n, 100, 'other'), last)).toBe('sequence_taken');
    expect(pool.add(payment('a', 25n), last)).toBeUndefined();
    expect(pool.count()).toBe(1);
  });

  it('makes room for a new transaction at the cost of the longest queue, never of a single transaction', () => {
    const pool = createMempool({ ...limits, countMax: 3 });
    for (const sequence of [1n, 2n, 3n])
      expect(pool.add(payment('a', sequence), none)).toBeUndefined();
    expect(pool.add(payment('a', 4n), none)).toBe('mempool_full');
    expect(pool.add(payment('b', 1n), none)).toBeUndefined();
    expect(pool.add(payment('c', 1n), none)).toBeUndefined();
    expect(pool.add(payment('d', 1n), none)).toBe('mempool_full');
    expect([...pool.all()].map(({ signed }) => signed.transaction.sequence)).toEqual([1n, 1n, 1n]);
  });

  it('CometBFT 5946: refuses by bytes as well as by count', () => {
    const one = payment('a', 1n);
    const pool = createMempool({ ...limits, bytesMax: one.encoded.length });
    expect(pool.add(one, none)).toBeUndefined();
    expect(pool.add(payment('b', 1n), none)).toBe('mempool_full');
  });

  it('drops what a block used up, overtook or let expire', () => {
    const pool = createMempool(limits);
    for (const one of [
      payment('a', 1n),
      payment('a', 2n),
      payment('b', 1n, 7),
      payment('c', 1n, 8),
    ]) {
      pool.add(one, none);
    }
    const dropped = pool.prune(toHeight(7), [address('a')], (account) =>
      account === address('a') ? 1n : 0n,
    );
    expect(dropped).toHaveLength(2);
    expect(pool.count()).toBe(2);
  });

  it('stays within its limits and gives contiguous sequences, whatever comes', () => {
    const action = fc.record({
      sender: fc.constantFrom('a', 'b', 'c', 'd'),
      sequence: fc.bigInt(1n, 30n),
      height: fc.integer({ min: 0, max: 120 }),
      prune: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const pool = createMempool({ bytesMax: 4_000, countMax: 12, aheadMax: 10n });
        for (const { sender, sequence, height, prune } of actions) {
          if (prune) {
            pool.prune(toHeight(height), [], none);
            // A first expiry that is kept in mind is as good as a look at each.
            const left = [...pool.all()].map(({ signed }) => signed.transaction.validUntil);
            expect(left.every((validUntil) => validUntil > height)).toBe(true);
          } else pool.add(payment(sender, sequence, 1 + ((height * 7) % 130)), none);
          const all = [...pool.all()];
          expect(pool.count()).toBe(all.length);
          expect(pool.bytes()).toBe(all.reduce((sum, { encoded }) => sum + encoded.length, 0));
          expect(pool.count()).toBeLessThanOrEqual(12);
          expect(pool.bytes()).toBeLessThanOrEqual(4_000);
        }
        const last = new Map<Address, bigint>();
        for (const { signed } of pool.executable(none)) {
          const { sender, sequence: given } = signed.transaction;
          expect(given).toBe((last.get(sender) ?? 0n) + 1n);
          last.set(sender, given);
        }
      }),
    );
  });
});
