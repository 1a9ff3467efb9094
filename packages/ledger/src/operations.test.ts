import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type AccountRecord,
  type AssetCode,
  amountMax,
  noRemittance,
  type Operation,
  type Status,
  stateKey,
  statuses,
} from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import { balanceOf, policyAt } from './index.ts';
import {
  addressOf,
  createLedger,
  EUR,
  makeGenesis,
  pay,
  policyOf,
  transaction,
} from './testing/ledger-fixture.ts';

const issuer = addressOf('issuer');
const alice = addressOf('alice');
const GBP = 'GBP' as AssetCode;
const mint = (amount: bigint, to = 'alice', source = issuer, asset = EUR): Operation => ({
  type: 'mint',
  source,
  to: addressOf(to),
  asset,
  amount,
});
const remit = (amount: bigint, to = 'bob', asset = EUR): Operation => ({
  type: 'pay',
  source: alice,
  to: addressOf(to),
  asset,
  amount,
  remittance: { ...noRemittance, invoice: '2026-7' },
});
const burn = (amount: bigint, asset = EUR): Operation => ({
  type: 'burn',
  source: alice,
  asset,
  amount,
});
const define = (asset: AssetCode, decimals = 2): Operation => ({
  type: 'defineAsset',
  source: issuer,
  asset,
  decimals,
  name: 'Pound',
});
const create = (name: string, changes: Partial<ReturnType<typeof policyOf>> = {}): Operation => ({
  type: 'createAccount',
  source: issuer,
  policy: { ...policyOf(name), ...changes },
});
const foreignPolicy = {
  threshold: 1,
  postQuantumWeight: 0,
  keys: [{ scheme: 'ed25519' as const, address: addressOf('x'), weight: 1 }],
};

/** What each operation gives on a fresh ledger of issuer, alice and bob with 1000 EUR each. */
const table: readonly (readonly [Status, string, string, Operation])[] = [
  ['success', 'transfer', 'alice', pay('alice', 'bob', 1_000n)],
  ['zero_amount', 'transfer of nothing', 'alice', pay('alice', 'bob', 0n)],
  ['same_account', 'transfer to oneself', 'alice', pay('alice', 'alice', 1n)],
  ['unknown_asset', 'transfer of an unknown asset', 'alice', pay('alice', 'bob', 1n, GBP)],
  ['unknown_account', 'transfer to nobody', 'alice', pay('alice', 'nobody', 1n)],
  ['insufficient_funds', 'transfer of too much', 'alice', pay('alice', 'bob', 1_001n)],
  ['success', 'pay', 'alice', remit(1_000n)],
  ['zero_amount', 'pay nothing', 'alice', remit(0n)],
  ['same_account', 'pay oneself', 'alice', remit(1n, 'alice')],
  ['unknown_asset', 'pay an unknown asset', 'alice', remit(1n, 'bob', GBP)],
  ['unknown_account', 'pay nobody', 'alice', remit(1n, 'nobody')],
  ['insufficient_funds', 'pay too much', 'alice', remit(1_001n)],
  ['success', 'mint', 'issuer', mint(5n)],
  ['zero_amount', 'mint of nothing', 'issuer', mint(0n)],
  ['unknown_asset', 'mint of an unknown asset', 'issuer', mint(1n, 'alice', issuer, GBP)],
  ['not_issuer', 'mint by another issuer', 'bob', mint(1n, 'alice', addressOf('bob'))],
  ['unknown_account', 'mint for nobody', 'issuer', mint(1n, 'nobody')],
  ['success', 'mint up to a supply of 2^128 - 1', 'issuer', mint(amountMax - 3_000n)],
  // No balance overflows here: that of alice would be 2^128 - 3000.
  ['amount_overflow', 'mint beyond 2^128 - 1', 'issuer', mint(amountMax - 2_999n)],
  ['success', 'burn', 'alice', burn(1_000n)],
  ['zero_amount', 'burn of nothing', 'alice', burn(0n)],
  ['unknown_asset', 'burn of an unknown asset', 'alice', burn(1n, GBP)],
  ['insufficient_funds', 'burn of too much', 'alice', burn(1_001n)],
  ['success', 'defineAsset', 'issuer', define(GBP)],
  ['asset_exists', 'defineAsset again', 'issuer', define(EUR)],
  ['invalid_decimals', 'defineAsset with 19 decimals', 'issuer', define(GBP, 19)],
  ['success', 'createAccount', 'issuer', create('carol')],
  ['account_exists', 'createAccount again', 'issuer', create('alice')],
  ['invalid_policy', 'createAccount out of reach', 'issuer', create('carol', { threshold: 2 })],
  [
    'scheme_not_allowed',
    'createAccount',
    'issuer',
    { type: 'createAccount', source: issuer, policy: foreignPolicy },
  ],
  ['success', 'setPolicy', 'alice', { type: 'setPolicy', source: alice, policy: policyOf('new') }],
  [
    'scheme_not_allowed',
    'setPolicy',
    'alice',
    { type: 'setPolicy', source: alice, policy: foreignPolicy },
  ],
  [
    'invalid_policy',
    'setPolicy with a key twice',
    'alice',
    {
      type: 'setPolicy',
      source: alice,
      policy: {
        threshold: 1,
        postQuantumWeight: 0,
        keys: [...policyOf('a').keys, ...policyOf('a').keys],
      },
    },
  ],
];

describe('operations', () => {
  it.each(table)('%s: %s', (status, _what, sender, operation) => {
    const ledger = createLedger(makeGenesis(['alice', 'bob']));
    const before = new Map(ledger.records);
    const { receipts } = ledger.run(transaction(sender, 1n, [operation]));
    expect(receipts[0]?.status).toBe(status);
    if (status === 'success') return;
    expect(receipts[0]?.failedOperation).toBe(0);
    // A failed transaction changes its sender's sequence and nothing else.
    const key = stateKey.account(addressOf(sender));
    const account = ledger.state.get(key);
    expect(account?.sequence).toBe(1n);
    before.set(key, { ...(before.get(key) as AccountRecord), sequence: 1n });
    expect(new Map(ledger.records)).toEqual(before);
  });

  it('provoke every status there is, here or in another test of the ledger', () => {
    const tests = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.test.ts'))
      .map((path) => readFileSync(join(import.meta.dirname, path), 'utf8'));
    const isExpected = (status: Status) => tests.some((text) => text.includes(`'${status}'`));
    expect(statuses.filter((status) => !isExpected(status))).toEqual([]);
  });

  it('move what they say', () => {
    const ledger = createLedger(makeGenesis(['alice', 'bob']));
    ledger.run(transaction('alice', 1n, [pay('alice', 'bob', 1_000n)]));
    expect(balanceOf(ledger.state, alice, EUR)).toBe(0n);
    expect(ledger.records.has(stateKey.balance(alice, EUR))).toBe(false);
    expect(balanceOf(ledger.state, addressOf('bob'), EUR)).toBe(2_000n);
    ledger.run(transaction('issuer', 1n, [mint(50n), define(GBP), mint(7n, 'bob', issuer, GBP)]));
    expect(ledger.state.get(stateKey.asset(EUR))?.supply).toBe(3_050n);
    expect(balanceOf(ledger.state, addressOf('bob'), GBP)).toBe(7n);
  });

  it('happen all or not at all, whoever’s accounts they concern', () => {
    const ledger = createLedger(makeGenesis(['alice', 'bob']));
    const swap = [pay('alice', 'bob', 10n), pay('bob', 'alice', 1_020n), pay('alice', 'bob', 1n)];
    const { receipts } = ledger.run(transaction('alice', 1n, swap));
    expect(receipts[0]).toMatchObject({ status: 'insufficient_funds', failedOperation: 1 });
    expect(balanceOf(ledger.state, alice, EUR)).toBe(1_000n);
    expect(balanceOf(ledger.state, addressOf('bob'), EUR)).toBe(1_000n);
    expect(ledger.state.get(stateKey.account(addressOf('bob')))?.sequence).toBe(0n);
  });
});

describe('setPolicy', () => {
  const set = (name: string): Operation => ({
    type: 'setPolicy',
    source: alice,
    policy: policyOf(name),
  });
  const ruling = (ledger: ReturnType<typeof createLedger>) => {
    const account = ledger.state.get(stateKey.account(alice));
    if (account === undefined) throw new Error('no account');
    return policyAt(account, ledger.context().height);
  };

  it('counts from the next block on, the last one of a block', () => {
    const ledger = createLedger(makeGenesis(['alice']));
    const { height } = ledger.context();
    ledger.run(transaction('alice', 1n, [set('a')]), transaction('alice', 2n, [set('b')]));
    const account = ledger.state.get(stateKey.account(alice));
    if (account === undefined) throw new Error('no account');
    expect(policyAt(account, height)).toEqual(policyOf('alice'));
    expect(ruling(ledger)).toEqual(policyOf('b'));
  });

  it('builds on a change that is in effect already', () => {
    const ledger = createLedger(makeGenesis(['alice']));
    ledger.run(transaction('alice', 1n, [set('a')]));
    ledger.run();
    const { height } = ledger.context();
    ledger.run(transaction('alice', 2n, [set('b')]));
    const account = ledger.state.get(stateKey.account(alice));
    expect(account && policyAt(account, height)).toEqual(policyOf('a'));
    expect(ruling(ledger)).toEqual(policyOf('b'));
  });
});
