import type { Address } from '@trellis/crypto';
import {
  type AssetCode,
  encodeStateRecord,
  entriesOf,
  mapKeyHash,
  mapValueHash,
  noRemittance,
  type Operation,
  stateKey,
  stateKeyParts,
} from '@trellis/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyTree, lastSequence, rootHash, updateTree } from './index.ts';
import {
  addressOf,
  createLedger,
  EUR,
  makeGenesis,
  policyOf,
  publicKeyOf,
  type TestLedger,
  transaction,
  USD,
} from './testing/ledger-fixture.ts';

const names = ['issuer', 'alice', 'bob', 'carol', 'dora'];
const name = fc.constantFrom(...names);
const GBP = 'GBP' as AssetCode;
const asset = fc.constantFrom(EUR, USD, GBP);
const amount = fc.oneof(fc.bigInt(0n, 1_500n), fc.constant(2n ** 128n - 1n));

const operation = (sender: string): fc.Arbitrary<Operation> =>
  // Mostly the sender's own, so that not everything fails; else another party's, as in a swap.
  fc
    .oneof({ weight: 3, arbitrary: fc.constant(sender) }, { weight: 1, arbitrary: name })
    .chain((owner) => operationOf(addressOf(owner)));

const operationOf = (source: Address): fc.Arbitrary<Operation> => {
  const to = name.map(addressOf);
  return fc.oneof(
    fc.record({
      type: fc.constant('transfer' as const),
      source: fc.constant(source),
      to,
      asset,
      amount,
    }),
    fc.record({
      type: fc.constant('mint' as const),
      source: fc.constant(source),
      to,
      asset,
      amount,
    }),
    fc.record({
      type: fc.constant('pay' as const),
      source: fc.constant(source),
      to,
      asset,
      amount,
      remittance: fc.constant(noRemittance),
    }),
    fc.record({ type: fc.constant('burn' as const), source: fc.constant(source), asset, amount }),
    fc.record({
      type: fc.constant('defineAsset' as const),
      source: fc.constant(source),
      asset: fc.constantFrom(EUR, GBP),
      decimals: fc.constantFrom(2, 19),
      name: fc.constant('Pound'),
    }),
    fc.record({
      type: fc.constant('createAccount' as const),
      source: fc.constant(source),
      policy: name.map(policyOf),
    }),
    fc.record({
      type: fc.constant('setPolicy' as const),
      source: fc.constant(source),
      policy: name.map(policyOf),
    }),
  );
};

/** Blocks of transactions, each by its sender and operations. */
const history = fc.array(
  fc.array(
    name.chain((sender) =>
      fc.record({
        sender: fc.constant(sender),
        operations: fc.array(operation(sender), { minLength: 1, maxLength: 4 }),
      }),
    ),
    { maxLength: 5 },
  ),
  { maxLength: 6 },
);

function expectSupplies({ records }: TestLedger): void {
  for (const [, { asset: code, supply }] of entriesOf('asset', records)) {
    let held = 0n;
    for (const [key, { amount: one }] of entriesOf('balance', records)) {
      if (stateKeyParts(key)[1] !== code) continue;
      expect(one).toBeGreaterThan(0n);
      held += one;
    }
    expect(held).toBe(supply);
  }
}

/** The state root as it follows from the records alone, in any order. */
function rootOf(records: TestLedger['records']): string {
  const entries = [...records].reverse().map(([key, record]) => {
    const value = encodeStateRecord(key, record);
    return [mapKeyHash(key), mapValueHash(value)] as const;
  });
  return rootHash(updateTree(emptyTree, entries).tree);
}

/** What a real chain ensures by signatures: whoever acts has an account. */
function canAct(ledger: TestLedger, sender: string, operations: readonly Operation[]): boolean {
  const accounts = [addressOf(sender), ...operations.map(({ source }) => source)];
  return accounts.every((account) => ledger.records.has(stateKey.account(account)));
}

describe('whatever is sent', () => {
  it('supply is the sum of balances, and roots follow from the records', () => {
    fc.assert(
      fc.property(history, (blocks) => {
        const ledger = createLedger(makeGenesis(['alice', 'bob', 'carol']));
        const replayed = createLedger(makeGenesis(['alice', 'bob', 'carol']));
        for (const block of blocks) {
          const sequences = new Map<string, bigint>();
          const transactions = block.flatMap(({ sender, operations }) => {
            if (!canAct(ledger, sender, operations)) return [];
            const next =
              (sequences.get(sender) ?? lastSequence(ledger.state, addressOf(sender))) + 1n;
            sequences.set(sender, next);
            return [transaction(sender, next, operations)];
          });
          const first = ledger.run(...transactions);
          const second = replayed.run(...transactions);
          expect(second.roots).toEqual(first.roots);
          expect(second.receipts).toEqual(first.receipts);
          expect(rootOf(ledger.records)).toBe(first.roots.stateRoot);
          expectSupplies(ledger);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('a failed transaction changes the sequence of its sender and nothing else', () => {
    let failed = 0;
    fc.assert(
      fc.property(history, (blocks) => {
        const ledger = createLedger(makeGenesis(['alice', 'bob', 'carol']));
        for (const { sender, operations } of blocks.flat()) {
          if (!canAct(ledger, sender, operations)) continue;
          const key = stateKey.account(addressOf(sender));
          const before = ledger.state.get(key);
          const sequence = lastSequence(ledger.state, addressOf(sender)) + 1n;
          const publicKey = publicKeyOf(sender);
          const witness = {
            account: addressOf(sender),
            keyIndex: 0,
            signature: publicKey,
            publicKey,
          };
          const one = transaction(sender, sequence, operations, {}, [witness]);
          const { receipts, changes } = ledger.run(one);
          if (receipts[0]?.status === 'success') continue;
          failed += 1;
          expect([...changes]).toEqual([[key, { ...before, sequence }]]);
        }
      }),
      { numRuns: 60 },
    );
    expect(failed).toBeGreaterThan(0);
  });
});
