import { type Fees, type Genesis, type Operation, toHeight } from '@trellis/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balanceOf } from './index.ts';
import {
  addressOf,
  createLedger,
  EUR,
  makeGenesis,
  pay,
  transaction,
  USD,
} from './testing/ledger-fixture.ts';

const fees: Fees = {
  asset: EUR,
  perTransaction: 3n,
  perByte: 0n,
  perSignature: 2n,
  recipient: null,
};
const ledgerWith = (changes: Partial<Fees>) => {
  const genesis: Genesis = { ...makeGenesis(['alice', 'bob']), fees: { ...fees, ...changes } };
  return createLedger(genesis);
};
const alice = addressOf('alice');
const bob = addressOf('bob');
// The fixture's only validator is operated by the issuer.
const operator = addressOf('issuer');
const witness = { account: alice, keyIndex: 0, signature: new Uint8Array(9), publicKey: null };

describe('a fee', () => {
  it('is paid for the transaction, its bytes and its signatures, to the operator of the proposer', () => {
    const ledger = ledgerWith({ perByte: 1n });
    const one = transaction('alice', 1n, [pay('alice', 'bob', 10n)], {}, [witness]);
    const fee = 3n + 2n + BigInt(one.encoded.length);
    expect(ledger.run(one).receipts).toMatchObject([{ status: 'success', fee }]);
    expect(balanceOf(ledger.state, alice, EUR)).toBe(990n - fee);
    expect(balanceOf(ledger.state, operator, EUR)).toBe(1_000n + fee);
  });

  it('can go to a treasury', () => {
    const ledger = ledgerWith({ recipient: bob });
    ledger.run(transaction('alice', 1n, [pay('alice', 'bob', 10n, USD)]));
    expect(balanceOf(ledger.state, bob, EUR)).toBe(1_003n);
  });

  it('is paid also by a transaction that fails, and nothing else is', () => {
    const ledger = ledgerWith({});
    const failing = transaction('alice', 1n, [pay('alice', 'bob', 5n), pay('alice', 'bob', 999n)]);
    expect(ledger.run(failing).receipts).toMatchObject([{ status: 'insufficient_funds', fee: 3n }]);
    expect(balanceOf(ledger.state, alice, EUR)).toBe(997n);
    expect(balanceOf(ledger.state, bob, EUR)).toBe(1_000n);
  });

  it('comes before the operations, which can’t spend it', () => {
    const ledger = ledgerWith({});
    const all = transaction('alice', 1n, [pay('alice', 'bob', 1_000n)]);
    expect(ledger.run(all).receipts).toMatchObject([{ status: 'insufficient_funds' }]);
  });

  it('is not asked of operators for what they propose and vote, so that it can be voted away', () => {
    const ledger = ledgerWith({ perTransaction: 5_000n });
    const propose = (source: string): Operation => ({
      type: 'propose',
      source: addressOf(source),
      actions: [{ type: 'setFees', fees: null }],
      expiresAt: toHeight(50),
    });
    const refused = [
      transaction('alice', 1n, [propose('issuer')]),
      transaction('issuer', 1n, [propose('alice')]),
      transaction('issuer', 1n, [propose('issuer'), pay('issuer', 'bob', 1n)]),
    ];
    for (const one of refused) expect(() => ledger.run(one)).toThrow('fee_not_covered');
    const { receipts } = ledger.run(transaction('issuer', 1n, [propose('issuer')]));
    expect(receipts).toMatchObject([{ status: 'success', fee: 0n }]);
    expect(ledger.context().fees).toBeNull();
  });

  it('keeps a transaction out of the block if its sender has less', () => {
    const ledger = ledgerWith({ perTransaction: 600n });
    const both = [1n, 2n].map((sequence) =>
      transaction('alice', sequence, [pay('alice', 'bob', 1n)]),
    );
    expect(() => ledger.run(...both)).toThrow('transaction 1: fee_not_covered');
  });

  it('neither makes nor loses a unit', () => {
    const people = ['alice', 'bob', 'issuer'];
    const total = (ledger: ReturnType<typeof createLedger>) =>
      people.reduce((sum, name) => sum + balanceOf(ledger.state, addressOf(name), EUR), 0n);
    const rates = fc.bigInt(0n, 40n);
    fc.assert(
      fc.property(
        fc.record({
          perTransaction: rates,
          perSignature: rates,
          recipient: fc.option(fc.constantFrom(...people.map(addressOf))),
        }),
        fc.array(fc.tuple(fc.nat(2), fc.nat(2), fc.bigInt(0n, 400n)), { maxLength: 20 }),
        (changes, payments) => {
          const ledger = ledgerWith(changes);
          const before = total(ledger);
          const sequences = [0n, 0n, 0n];
          for (const [from, to, amount] of payments) {
            const sequence = (sequences[from] ?? 0n) + 1n;
            const [payer = '', payee = ''] = [people[from], people[to]];
            const fee = ledger.genesis.fees?.perTransaction ?? 0n;
            if (balanceOf(ledger.state, addressOf(payer), EUR) < fee) continue;
            sequences[from] = sequence;
            ledger.run(transaction(payer, sequence, [pay(payer, payee, amount)]));
            expect(total(ledger)).toBe(before);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
