import { amountMax, type Operation, stateKey } from '@trellis/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balanceOf, simulateTransaction } from './index.ts';
import { createLedger, EUR, makeGenesis, pay, transaction, USD } from './testing/ledger-fixture.ts';

const names = ['alice', 'bob', 'carol'];
const leg: fc.Arbitrary<Operation> = fc
  .record({
    from: fc.constantFrom(...names),
    to: fc.constantFrom(...names, 'nobody'),
    asset: fc.constantFrom(EUR, USD),
    amount: fc.oneof(fc.bigInt(0n, 700n), fc.constant(amountMax)),
  })
  .map(({ from, to, asset, amount }) => pay(from, to, amount, asset));

describe('a simulation', () => {
  it('foretells the receipt and every balance, and changes nothing', () => {
    fc.assert(
      fc.property(fc.array(leg, { minLength: 1, maxLength: 5 }), fc.boolean(), (legs, hasFees) => {
        const fees = {
          asset: EUR,
          perTransaction: 3n,
          perByte: 0n,
          perSignature: 0n,
          recipient: null,
        };
        const genesis = makeGenesis(names, hasFees ? { fees } : {});
        const ledger = createLedger(genesis);
        const before = new Map(ledger.records);
        const one = transaction('alice', 1n, legs);
        const simulated = simulateTransaction(ledger.state, ledger.context(), one);
        expect(new Map(ledger.records)).toEqual(before);
        const { receipts, changes } = ledger.run(one);
        expect(simulated.receipt).toEqual(receipts[0]);
        for (const { account, asset, before: held, after } of simulated.balances) {
          expect(before.get(stateKey.balance(account, asset))).toEqual({ amount: held });
          expect(balanceOf(ledger.state, account, asset)).toBe(after);
        }
        const foretold = simulated.balances.map((one) => stateKey.balance(one.account, one.asset));
        const changed = [...changes.keys()].filter(
          (key) => key.startsWith('balance/') && before.get(key) !== ledger.records.get(key),
        );
        const really = changed.filter(
          (key) =>
            (before.get(key) as { amount: bigint } | undefined)?.amount !==
            (ledger.records.get(key) as { amount: bigint } | undefined)?.amount,
        );
        expect(new Set(foretold)).toEqual(new Set(really));
      }),
      { numRuns: 100 },
    );
  });

  it('says why it can’t be in a block, and what its witnesses lack', () => {
    const ledger = createLedger(makeGenesis(names));
    const simulate = (sequence: bigint) =>
      simulateTransaction(
        ledger.state,
        ledger.context(),
        transaction('alice', sequence, [pay('alice', 'bob', 1n)]),
      );
    expect(simulate(1n)).toMatchObject({ rejection: null, witnessRejection: 'policy_not_met' });
    expect(simulate(2n)).toMatchObject({
      rejection: 'sequence_too_far',
      receipt: null,
      balances: [],
    });
  });
});
