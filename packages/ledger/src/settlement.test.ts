/** Settlement between parties: one transaction of several sources, which happens whole or not at all. */
import { type AssetCode, entriesOf, type Operation } from '@trellis/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balanceOf, witnessClaims } from './index.ts';
import {
  addressOf,
  createLedger,
  EUR,
  makeGenesis,
  pay,
  transaction,
  USD,
} from './testing/ledger-fixture.ts';
import { openRules } from './testing/operation-samples.ts';

const parties = ['alice', 'bob', 'carol', 'dora'];
const witness = (account: string) => ({
  account: addressOf(account),
  keyIndex: 0,
  signature: new Uint8Array(3_309),
  publicKey: null,
});

/** The legs of the settlements in the documentation. */
const settlements: readonly (readonly [string, readonly string[], readonly Operation[]])[] = [
  [
    'delivery against payment',
    ['alice', 'bob'],
    [pay('alice', 'bob', 100n, EUR), pay('bob', 'alice', 1n, USD)],
  ],
  [
    'a payment across currencies',
    ['alice', 'carol'],
    [pay('alice', 'carol', 100n, EUR), pay('carol', 'bob', 108n, USD)],
  ],
  [
    'three parties, one of whom spends what it is being paid',
    ['alice', 'bob', 'carol'],
    [
      pay('alice', 'carol', 1_000n, EUR),
      pay('carol', 'alice', 900n, USD),
      pay('alice', 'bob', 1_900n, USD),
      pay('bob', 'alice', 1_000n, EUR),
    ],
  ],
];

function subsets([first, ...rest]: readonly string[]): readonly (readonly string[])[] {
  if (first === undefined) return [[]];
  return subsets(rest).flatMap((set) => [set, [first, ...set]]);
}

describe.each(settlements)('%s', (_what, signers, legs) => {
  it('needs the signature of each party that gives, and of no other', () => {
    const ledger = createLedger(makeGenesis(parties));
    for (const signing of subsets(signers)) {
      const { signed } = transaction('alice', 1n, legs, {}, signing.map(witness));
      const claims = witnessClaims(ledger.state, ledger.context(), signed);
      const isWhole = signing.length === signers.length;
      expect(claims.ok ? 'allowed' : claims.rejection).toBe(isWhole ? 'allowed' : 'policy_not_met');
    }
    const { signed } = transaction('alice', 1n, legs, {}, [...signers, 'dora'].map(witness));
    expect(witnessClaims(ledger.state, ledger.context(), signed)).toEqual({
      ok: false,
      rejection: 'witness_unneeded',
    });
  });

  it('fails whole for each leg that can’t be paid, and moves everything otherwise', () => {
    for (const [failing, leg] of legs.entries()) {
      if (leg.type !== 'transfer') throw new Error('not a leg');
      const ledger = createLedger(makeGenesis(parties));
      const before = new Map(ledger.records);
      const broken = legs.map((one) => (one === leg ? { ...leg, amount: 10_000n } : one));
      const { receipts, changes } = ledger.run(transaction('alice', 1n, broken));
      expect(receipts[0]).toMatchObject({ status: 'insufficient_funds', failedOperation: failing });
      expect([...changes.keys()]).toEqual([`account/${addressOf('alice')}`]);
      for (const [key, record] of entriesOf('balance', before)) {
        expect(ledger.records.get(key)).toEqual(record);
      }
    }
    const ledger = createLedger(makeGenesis(parties));
    const { receipts } = ledger.run(transaction('alice', 1n, legs));
    expect(receipts[0]?.status).toBe('success');
  });
});

describe('a frozen leg', () => {
  const freeze: Operation = {
    type: 'freeze',
    source: addressOf('issuer'),
    asset: USD,
    account: addressOf('bob'),
  };
  const rules: Operation = {
    type: 'setAssetRules',
    source: addressOf('issuer'),
    asset: USD,
    rules: { ...openRules, holders: 'anyone' },
  };

  it.each(settlements.filter(([, , legs]) => legs.some((leg) => touches(leg, 'bob', USD))))(
    'fails %s whole',
    (_what, _signers, legs) => {
      const ledger = createLedger(makeGenesis(parties));
      ledger.run(transaction('issuer', 1n, [rules, freeze]));
      const { receipts, changes } = ledger.run(transaction('alice', 1n, legs));
      expect(receipts[0]?.status).toBe('account_frozen');
      expect([...changes.keys()]).toEqual([`account/${addressOf('alice')}`]);
    },
  );
});

function touches(leg: Operation, name: string, asset: AssetCode): boolean {
  if (leg.type !== 'transfer' || leg.asset !== asset) return false;
  return leg.source === addressOf(name) || leg.to === addressOf(name);
}

describe('any settlement', () => {
  const leg = fc.record({
    from: fc.constantFrom(...parties),
    to: fc.constantFrom(...parties),
    asset: fc.constantFrom(EUR, USD),
    amount: fc.bigInt(0n, 900n),
  });

  it('leaves every balance as the sum of its legs says, or all as they were', () => {
    const seen = { success: 0, failed: 0 };
    fc.assert(
      fc.property(fc.array(leg, { minLength: 1, maxLength: 6 }), (legs) => {
        const ledger = createLedger(makeGenesis(parties));
        const operations = legs.map(({ from, to, asset, amount }) => pay(from, to, amount, asset));
        const { receipts } = ledger.run(transaction('alice', 1n, operations));
        const isDone = receipts[0]?.status === 'success';
        seen[isDone ? 'success' : 'failed'] += 1;
        for (const party of parties) {
          for (const asset of [EUR, USD]) {
            const net = legs
              .filter((one) => isDone && one.asset === asset)
              .reduce(
                (sum, { from, to, amount }) =>
                  sum + (to === party ? amount : 0n) - (from === party ? amount : 0n),
                0n,
              );
            const held = balanceOf(ledger.state, addressOf(party), asset);
            expect(held).toBe(1_000n + net);
          }
        }
      }),
      { numRuns: 200 },
    );
    expect(Math.min(seen.success, seen.failed)).toBeGreaterThan(10);
  });
});
