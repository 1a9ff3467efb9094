import { type AssetRules, type Operation, stateKey } from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import { balanceOf } from '../index.ts';
import {
  addressOf,
  createLedger,
  EUR,
  makeGenesis,
  pay,
  type TestLedger,
  transaction,
  USD,
} from '../testing/ledger-fixture.ts';
import { freeze, setRules } from '../testing/operation-samples.ts';
import { act, expectOutcome, type OutcomeRow } from '../testing/outcome-table.ts';

const issuer = addressOf('issuer');
const alice = addressOf('alice');
const bob = addressOf('bob');

const off: Partial<AssetRules> = { freeze: 'never', clawback: 'never' };
const unfreeze = (account: typeof alice | null = alice): Operation => ({
  type: 'unfreeze',
  source: issuer,
  asset: EUR,
  account,
});
const allow = (account = alice): Operation => ({
  type: 'allowHolder',
  source: issuer,
  asset: EUR,
  account,
});
const disallow = (account = alice): Operation => ({
  type: 'disallowHolder',
  source: issuer,
  asset: EUR,
  account,
});
const take = (amount: bigint, from = alice): Operation => ({
  type: 'clawback',
  source: issuer,
  from,
  asset: EUR,
  amount,
  reason: 'fraud',
});
const mint = (amount: bigint, to = alice): Operation => ({
  type: 'mint',
  source: issuer,
  to,
  asset: EUR,
  amount,
});
const burn = (amount: bigint): Operation => ({ type: 'burn', source: alice, asset: EUR, amount });
const nobody = addressOf('nobody');
const toBob = pay('alice', 'bob', 1n);
const toAlice = pay('bob', 'alice', 1n);
const listed = setRules({ holders: 'listed' });

/** What an operation gives after others that succeed. Three accounts hold 1000 EUR each. */
const table: readonly OutcomeRow[] = [
  ['success', 'rules', [], setRules()],
  ['no_change', 'the same rules', [setRules()], setRules()],
  ['no_change', 'no rules for an asset without', [], setRules(off)],
  ['unknown_asset', 'rules of no asset', [], { ...setRules(), asset: 'NONE' } as Operation],
  [
    'success',
    'a change of what is not locked',
    [setRules({ locked: ['freeze'] })],
    setRules({ clawback: 'never', locked: ['freeze'] }),
  ],
  [
    'success',
    'a lock on a rule that is off',
    [],
    setRules({ ...off, locked: ['freeze', 'clawback'] }),
  ],
  [
    'rule_locked',
    'a change of what is locked',
    [setRules({ locked: ['freeze'] })],
    setRules({ freeze: 'never', locked: ['freeze'] }),
  ],
  [
    'rule_locked',
    'a lock taken away',
    [setRules({ locked: ['freeze'] })],
    setRules({ locked: [] }),
  ],
  [
    'rule_locked',
    'a higher maximum than is locked',
    [setRules({ supplyMax: 5_000n, locked: ['supplyMax'] })],
    setRules({ supplyMax: 5_001n, locked: ['supplyMax'] }),
  ],
  ['invalid_rules', 'locks out of order', [], setRules({ locked: ['clawback', 'freeze'] })],
  ['invalid_rules', 'a lock twice', [], setRules({ locked: ['freeze', 'freeze'] })],
  ['success', 'a maximum of what there is', [], setRules({ supplyMax: 3_000n })],
  ['supply_exceeded', 'a maximum below what there is', [], setRules({ supplyMax: 2_999n })],
  ['success', 'mint up to the maximum', [setRules({ supplyMax: 3_005n })], mint(5n)],
  ['supply_exceeded', 'mint beyond the maximum', [setRules({ supplyMax: 3_005n })], mint(6n)],
  ['success', 'mint of what was burnt', [setRules({ supplyMax: 3_000n }), burn(6n)], mint(6n)],

  ['not_by_rules', 'freeze where the rules say never', [], freeze(alice)],
  ['not_by_rules', 'freeze of all where the rules say never', [], freeze(null)],
  ['not_by_rules', 'unfreeze where the rules say never', [], unfreeze()],
  ['success', 'freeze', [setRules()], freeze(alice)],
  ['no_change', 'freeze twice', [setRules(), freeze(alice)], freeze(alice)],
  ['no_change', 'freeze of all twice', [setRules(), freeze(null)], freeze(null)],
  ['no_change', 'unfreeze of what is not frozen', [setRules()], unfreeze()],
  ['unknown_account', 'freeze of nobody', [setRules()], freeze(nobody)],
  ['account_frozen', 'transfer by a frozen account', [setRules(), freeze(alice)], toBob],
  ['account_frozen', 'transfer to a frozen account', [setRules(), freeze(alice)], toAlice],
  ['account_frozen', 'mint for a frozen account', [setRules(), freeze(alice)], mint(1n)],
  ['account_frozen', 'burn by a frozen account', [setRules(), freeze(alice)], burn(1n)],
  [
    'success',
    'transfer of another asset by a frozen account',
    [setRules(), freeze(alice)],
    pay('alice', 'bob', 1n, USD),
  ],
  ['success', 'transfer among others', [setRules(), freeze(alice)], pay('bob', 'issuer', 1n)],
  ['success', 'transfer after unfreeze', [setRules(), freeze(alice), unfreeze()], toBob],
  [
    'success',
    'transfer once nothing can be frozen any more',
    [setRules(), freeze(alice), setRules(off)],
    toBob,
  ],
  ['asset_frozen', 'transfer of a frozen asset', [setRules(), freeze(null)], toBob],
  [
    'asset_frozen',
    'transfer of a frozen asset by its issuer',
    [setRules(), freeze(null)],
    pay('issuer', 'bob', 1n),
  ],
  ['asset_frozen', 'mint of a frozen asset', [setRules(), freeze(null)], mint(1n)],
  ['asset_frozen', 'burn of a frozen asset', [setRules(), freeze(null)], burn(1n)],
  ['success', 'transfer after unfreeze of all', [setRules(), freeze(null), unfreeze(null)], toBob],
  [
    'account_frozen',
    'unfreeze of all leaves accounts frozen',
    [setRules(), freeze(alice), freeze(null), unfreeze(null)],
    toBob,
  ],
  ['success', 'transfer after the rule is off', [setRules(), freeze(null), setRules(off)], toBob],

  ['not_by_rules', 'clawback where the rules say never', [], take(1n)],
  ['success', 'clawback', [setRules()], take(1_000n)],
  ['success', 'clawback from a frozen account', [setRules(), freeze(alice)], take(1_000n)],
  ['success', 'clawback of a frozen asset', [setRules(), freeze(null)], take(1_000n)],
  ['insufficient_funds', 'clawback of too much', [setRules()], take(1_001n)],
  ['zero_amount', 'clawback of nothing', [setRules()], take(0n)],
  ['same_account', 'clawback from oneself', [setRules()], take(1n, issuer)],

  ['not_listed', 'transfer by whoever is not listed', [listed, allow(bob)], toBob],
  ['not_listed', 'transfer to whoever is not listed', [listed, allow()], toBob],
  ['not_listed', 'mint for a holder who is not listed', [listed], mint(1n)],
  ['not_listed', 'burn by whoever is not listed', [listed], burn(1n)],
  ['success', 'transfer among the listed', [listed, allow(), allow(bob)], toBob],
  [
    'success',
    'transfer to the issuer, who is not on the list',
    [listed, allow()],
    pay('alice', 'issuer', 1n),
  ],
  ['success', 'clawback from a holder who is not listed', [listed], take(1n)],
  [
    'not_listed',
    'transfer by whoever was taken off the list',
    [listed, allow(), allow(bob), disallow()],
    toBob,
  ],
  ['success', 'allowHolder before the list counts', [], allow()],
  ['no_change', 'allowHolder twice', [allow()], allow()],
  ['no_change', 'disallowHolder of whoever is not listed', [listed], disallow()],
  ['unknown_account', 'allowHolder of nobody', [listed], allow(nobody)],
  [
    'not_by_rules',
    'allowHolder where a list can never count',
    [setRules({ locked: ['holders'] })],
    allow(),
  ],
];

function newLedger(): TestLedger {
  const genesis = makeGenesis(['alice', 'bob', 'dora']);
  const accounts = genesis.accounts.map((account, index) =>
    index === 3 ? { ...account, balances: [] } : account,
  );
  return createLedger({ ...genesis, accounts });
}

describe('the rules of an asset', () => {
  it.each(table)('%s: %s', (...row) => {
    // Sent by dora, who holds nothing.
    expectOutcome(newLedger(), 'dora', row);
  });

  it('bring what is taken back to the issuer, and change no supply', () => {
    const ledger = newLedger();
    expect(act(ledger, 'dora', setRules(), freeze(alice), take(400n))).toBe('success');
    expect(balanceOf(ledger.state, alice, EUR)).toBe(600n);
    expect(balanceOf(ledger.state, issuer, EUR)).toBe(1_400n);
    expect(ledger.state.get(stateKey.asset(EUR))?.supply).toBe(3_000n);
  });

  it('can be fixed in the transaction that defines the asset', () => {
    const ledger = newLedger();
    const asset = 'SEK' as typeof EUR;
    const define: Operation = {
      type: 'defineAsset',
      source: issuer,
      asset,
      decimals: 2,
      name: 'Krona',
    };
    const rules: AssetRules = {
      holders: 'listed',
      freeze: 'issuer',
      clawback: 'never',
      supplyMax: 100n,
      locked: ['holders', 'freeze', 'clawback', 'supplyMax'],
    };
    const fix: Operation = { type: 'setAssetRules', source: issuer, asset, rules };
    expect(act(ledger, 'dora', define, fix)).toBe('success');
    expect(ledger.state.get(stateKey.assetRules(asset))).toEqual({ ...rules, frozen: false });
    expect(act(ledger, 'dora', { ...fix, rules: { ...rules, clawback: 'issuer' } })).toBe(
      'rule_locked',
    );
  });

  it('tell since which block an account is frozen', () => {
    const ledger = newLedger();
    act(ledger, 'dora', setRules());
    const { height } = ledger.context();
    act(ledger, 'dora', freeze(alice));
    expect(ledger.state.get(stateKey.freeze(EUR, alice))).toEqual({ since: height });
    act(ledger, 'dora', unfreeze());
    expect(ledger.records.has(stateKey.freeze(EUR, alice))).toBe(false);
  });
});

describe('fees in an asset with rules', () => {
  const withFees = (): TestLedger => {
    const fees = {
      asset: EUR,
      perTransaction: 3n,
      perByte: 0n,
      perSignature: 0n,
      recipient: bob,
    };
    return createLedger({ ...makeGenesis(['alice', 'bob', 'dora']), fees });
  };
  const usd = (from: string) => pay(from, 'dora', 1n, USD);

  it('are not taken from a frozen account, whose transactions are refused', () => {
    const ledger = withFees();
    ledger.run(transaction('issuer', 1n, [setRules(), freeze(alice)]));
    expect(() => ledger.run(transaction('alice', 1n, [usd('alice')]))).toThrow('fee_not_payable');
    expect(balanceOf(ledger.state, alice, EUR)).toBe(1_000n);
  });

  it('are not given to a frozen account: the transaction is free', () => {
    const ledger = withFees();
    ledger.run(transaction('issuer', 1n, [setRules(), freeze(bob)]));
    const before = balanceOf(ledger.state, bob, EUR);
    const { receipts } = ledger.run(transaction('alice', 1n, [usd('alice')]));
    expect(receipts).toMatchObject([{ status: 'success', fee: 0n }]);
    expect(balanceOf(ledger.state, bob, EUR)).toBe(before);
  });

  it('are not asked for while the whole asset is frozen, so that its issuer can’t stop the chain', () => {
    const ledger = withFees();
    ledger.run(transaction('issuer', 1n, [setRules(), freeze(null)]));
    const { receipts } = ledger.run(transaction('alice', 1n, [usd('alice')]));
    expect(receipts).toMatchObject([{ status: 'success', fee: 0n }]);
    expect(balanceOf(ledger.state, alice, EUR)).toBe(1_000n);
  });
});
