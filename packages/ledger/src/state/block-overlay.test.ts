import { stateKey } from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import {
  addressOf,
  createLedger,
  EUR,
  makeGenesis,
  pay,
  transaction,
} from '../testing/ledger-fixture.ts';

describe('the balances of a block', () => {
  const [alice, bob, issuer] = ['alice', 'bob', 'issuer'].map((name) =>
    stateKey.balance(addressOf(name), EUR),
  );

  it('are noted after each transaction that changed them, the fee included', () => {
    const fees = { asset: EUR, perTransaction: 3n, perByte: 0n, perSignature: 0n, recipient: null };
    const ledger = createLedger(makeGenesis(['alice', 'bob'], { fees }));
    const { balances, changes } = ledger.run(
      transaction('alice', 1n, [pay('alice', 'bob', 100n)]),
      // Fails: the fee alone is paid.
      transaction('bob', 1n, [pay('bob', 'alice', 9_999n)]),
    );
    const last = new Map(balances.map((one) => [`${one.position} ${one.key}`, one.amount]));
    expect(last).toEqual(
      new Map([
        [`1 ${alice}`, 897n],
        [`1 ${issuer}`, 1_003n],
        [`1 ${bob}`, 1_100n],
        [`2 ${bob}`, 1_097n],
        [`2 ${issuer}`, 1_006n],
      ]),
    );
    for (const { key, amount } of [...balances].reverse().slice(0, 2)) {
      expect(changes.get(key)).toEqual({ amount });
    }
  });
});
