import type { Address, Hash } from '@trellis/crypto';
import {
  limits,
  type MandateTerms,
  mandateId,
  noRemittance,
  type Operation,
  type OperationOf,
  type Status,
  signsByRecovery,
  stateKey,
  toHeight,
} from '@trellis/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastSequence } from './index.ts';
import { balanceOf } from './state/balances.ts';
import {
  addressOf,
  createLedger,
  EUR,
  keyOf,
  makeGenesis,
  policyOf,
  type TestLedger,
  transaction,
  USD,
  upgradeToNewest,
} from './testing/ledger-fixture.ts';
import { freeze, setRules } from './testing/operation-samples.ts';
import { act, expectOutcome, type OutcomeRow } from './testing/outcome-table.ts';

const alice = addressOf('alice');
const bob = addressOf('bob');
const carol = addressOf('carol');
const dora = addressOf('dora');

/** Of alice to bob; blocks are a millisecond apart, and the first has the time 1,001. */
const grant = (
  changes: Partial<OperationOf<'grantMandate'>> = {},
): OperationOf<'grantMandate'> => ({
  type: 'grantMandate',
  source: alice,
  delegate: { type: 'account', account: bob },
  asset: EUR,
  payees: [],
  paymentMax: 100n,
  periodMax: 150n,
  period: 1_000n,
  validUntil: 10_000n,
  paymentsMax: 5,
  ...changes,
});

/** The mandate that an operation grants when it comes first, sent by dora. */
const grantedBy = (operation: Operation, sequence = 1n): Hash =>
  mandateId(transaction('dora', sequence, [operation]).id, 0);

const pay = (
  amount: bigint,
  changes: Partial<OperationOf<'payUnderMandate'>> = {},
): OperationOf<'payUnderMandate'> => ({
  type: 'payUnderMandate',
  source: bob,
  mandate: grantedBy(grant()),
  from: alice,
  to: carol,
  asset: EUR,
  amount,
  remittance: noRemittance,
  ...changes,
});
const toCarol = grant({ payees: [carol, dora] });
const byKey = grant({ delegate: { type: 'key', key: keyOf('bob') } });
const revoke = (source = alice, mandate = grantedBy(grant())): Operation => ({
  type: 'revokeMandate',
  source,
  mandate,
});
const rotate = (name: string, to: string): Operation => ({
  type: 'setPolicy',
  source: addressOf(name),
  policy: policyOf(to),
});

function newLedger(): TestLedger {
  const ledger = createLedger(
    makeGenesis(['alice', 'bob', 'carol', 'dora'], {
      limits: { blockBytesMax: 8_388_608, blockTransactionsMax: 4_096, recoveryDelay: 1 },
    }),
  );
  upgradeToNewest(ledger);
  return ledger;
}

const full = Array.from({ length: limits.mandatesMax }, (_, index) =>
  grant({ paymentsMax: index + 1 }),
);

const table: readonly OutcomeRow[] = [
  ['success', 'a mandate', [], grant()],
  ['success', 'a mandate for a key', [], byKey],
  ['success', 'one for ten years', [], grant({ validUntil: 1_000n + BigInt(limits.mandateMsMax) })],
  [
    'invalid_mandate',
    'one that is too long',
    [],
    grant({ validUntil: 1_002n + BigInt(limits.mandateMsMax) }),
  ],
  ['invalid_mandate', 'one that is over', [], grant({ validUntil: 1_001n })],
  ['invalid_mandate', 'one of nothing', [], grant({ paymentMax: 0n })],
  ['invalid_mandate', 'one of no payments', [], grant({ paymentsMax: 0 })],
  ['invalid_mandate', 'more at once than in a period', [], grant({ paymentMax: 151n })],
  ['invalid_mandate', 'too short a period', [], grant({ period: 999n })],
  ['invalid_mandate', 'a payee twice', [], grant({ payees: [carol, carol] })],
  [
    'same_account',
    'oneself as the delegate',
    [],
    grant({ delegate: { type: 'account', account: alice } }),
  ],
  ['same_account', 'oneself as the payee', [], grant({ payees: [alice] })],
  [
    'unknown_account',
    'a delegate without an account',
    [],
    grant({ delegate: { type: 'account', account: addressOf('x') } }),
  ],
  ['unknown_account', 'a payee without an account', [], grant({ payees: [addressOf('x')] })],
  ['unknown_asset', 'an asset that is none', [], grant({ asset: 'GBP' as typeof EUR })],
  ['too_many_mandates', 'one more than there can be', full, grant()],

  ['success', 'a payment', [grant()], pay(100n)],
  ['success', 'a payment to the delegate', [grant()], pay(1n, { to: bob })],
  ['success', 'a payment to a payee', [toCarol], pay(1n, { mandate: grantedBy(toCarol) })],
  [
    'payee_not_allowed',
    'a payment to another',
    [toCarol],
    pay(1n, { to: bob, mandate: grantedBy(toCarol) }),
  ],
  ['zero_amount', 'a payment of nothing', [grant()], pay(0n)],
  ['mandate_exceeded', 'too large a payment', [grant()], pay(101n)],
  ['mandate_exceeded', 'too much in a period', [grant(), pay(100n)], pay(51n)],
  ['success', 'all of a period', [grant(), pay(100n)], pay(50n)],
  [
    'mandate_used_up',
    'one payment too many',
    [grant(), pay(1n), pay(1n), pay(1n), pay(1n), pay(1n)],
    pay(1n),
  ],
  ['unknown_mandate', 'a payment under nothing', [], pay(1n)],
  ['unknown_mandate', 'a payment after the revocation', [grant(), revoke()], pay(1n)],
  ['mandate_mismatch', 'a payment from another', [grant()], pay(1n, { from: dora })],
  ['mandate_mismatch', 'a payment in another asset', [grant()], pay(1n, { asset: USD })],
  ['not_delegate', 'a payment by another', [grant()], pay(1n, { source: carol })],
  ['not_delegate', 'a payment by the owner', [grant()], pay(1n, { source: alice })],
  ['unknown_account', 'a payment to nobody', [grant()], pay(1n, { to: addressOf('x') })],
  ['same_account', 'a payment to the owner', [grant()], pay(1n, { to: alice })],
  [
    'insufficient_funds',
    'a payment of more than there is',
    [grant({ paymentMax: 2_000n, periodMax: 2_000n })],
    pay(1_001n, { mandate: grantedBy(grant({ paymentMax: 2_000n, periodMax: 2_000n })) }),
  ],
  ['account_frozen', 'a payment of a frozen owner', [grant(), setRules(), freeze(alice)], pay(1n)],
  ['account_frozen', 'a payment to a frozen payee', [grant(), setRules(), freeze(carol)], pay(1n)],
  ['asset_frozen', 'a payment of a frozen asset', [grant(), setRules(), freeze(null)], pay(1n)],
  [
    'not_listed',
    'a payment to a payee who may not hold it',
    [grant(), setRules({ holders: 'listed' })],
    pay(1n),
  ],

  [
    'success',
    'a payment by the account of the key',
    [byKey],
    pay(1n, { mandate: grantedBy(byKey) }),
  ],
  [
    'not_delegate',
    'a payment by another key',
    [byKey],
    pay(1n, { source: carol, mandate: grantedBy(byKey) }),
  ],
  [
    'not_delegate',
    'a payment after the key was rotated',
    [byKey, rotate('bob', 'new')],
    pay(1n, { mandate: grantedBy(byKey) }),
  ],
  [
    'success',
    'a payment by another account of the key',
    [byKey, rotate('carol', 'bob')],
    pay(1n, { source: carol, to: dora, mandate: grantedBy(byKey) }),
  ],
  ['success', 'a payment by an account with other keys', [grant(), rotate('bob', 'new')], pay(1n)],
  [
    'success',
    'a payment from an owner with other keys',
    [grant(), rotate('alice', 'new')],
    pay(1n),
  ],

  ['success', 'a revocation', [grant()], revoke()],
  ['unknown_mandate', 'a revocation of nothing', [], revoke()],
  ['unknown_mandate', 'a revocation twice', [grant(), revoke()], revoke()],
  ['mandate_mismatch', 'a revocation by the delegate', [grant()], revoke(bob)],
];

const setRecovery: Operation = {
  type: 'setRecovery',
  source: alice,
  recovery: { policy: policyOf('safe'), delay: 1 },
};

describe('a mandate', () => {
  it.each(table)('%s: %s', (...row) => {
    // Sent by dora, who has nothing to do with mandates.
    expectOutcome(newLedger(), 'dora', row);
  });

  it('is counted in the state, payment by payment', () => {
    const ledger = newLedger();
    for (const operation of [grant(), pay(30n), pay(40n)])
      expect(act(ledger, 'dora', operation)).toBe('success');
    const { type: _, source, ...terms } = grant();
    expect(ledger.state.get(stateKey.mandate(grantedBy(grant())))).toEqual({
      ...terms,
      owner: source,
      grantedAt: 1n,
      startsAt: 1_001n,
      payments: 2,
      currentPeriod: 0n,
      spent: 70n,
    });
    expect(balanceOf(ledger.state, alice, EUR)).toBe(930n);
    expect(balanceOf(ledger.state, carol, EUR)).toBe(1_070n);
  });

  it('is undone with its transaction', () => {
    const ledger = newLedger();
    act(ledger, 'dora', grant());
    const before = ledger.state.get(stateKey.mandate(grantedBy(grant())));
    expect(act(ledger, 'dora', pay(100n), pay(51n))).toBe('mandate_exceeded');
    expect(ledger.state.get(stateKey.mandate(grantedBy(grant())))).toEqual(before);
  });

  it('is revoked before a payment that comes after it in its block, and not before one that came first', () => {
    for (const paidFirst of [true, false]) {
      const ledger = newLedger();
      act(ledger, 'dora', grant());
      const next = lastSequence(ledger.state, dora) + 1n;
      const both = paidFirst ? [pay(1n), revoke()] : [revoke(), pay(1n)];
      const { receipts } = ledger.run(
        ...both.map((operation, index) => transaction('dora', next + BigInt(index), [operation])),
      );
      const outcomes: readonly Status[] = receipts.map(({ status }) => status);
      expect(outcomes).toEqual(paidFirst ? ['success', 'success'] : ['success', 'unknown_mandate']);
    }
  });

  it('is revoked at once by the recovery keys, which sign alone', () => {
    const ledger = newLedger();
    const operation: Operation = {
      type: 'revokeMandateByRecovery',
      source: alice,
      mandate: grantedBy(grant()),
    };
    expect(signsByRecovery({ operations: [operation] }, alice)).toBe(true);
    for (const one of [grant(), setRecovery, operation]) {
      expect(act(ledger, 'dora', one)).toBe('success');
    }
    expect(act(ledger, 'dora', pay(1n))).toBe('unknown_mandate');
    expect(ledger.state.get(stateKey.mandates(alice))).toBeUndefined();
  });

  it('ends with a recovery of its owner, as whoever had the keys may have granted it', () => {
    const ledger = newLedger();
    const start: Operation = { type: 'startRecovery', source: alice, policy: policyOf('new') };
    const others = grant({ source: dora });
    for (const one of [grant(), setRecovery, start, pay(1n), others]) {
      expect(act(ledger, 'dora', one)).toBe('success');
    }
    expect(act(ledger, 'dora', { type: 'finishRecovery', source: alice })).toBe('success');
    expect(act(ledger, 'dora', pay(1n))).toBe('unknown_mandate');
    expect(ledger.state.get(stateKey.mandates(alice))).toBeUndefined();
    expect(ledger.state.get(stateKey.mandates(dora))?.mandates).toHaveLength(1);
  });

  it('makes room for others when it is over', () => {
    const ledger = newLedger();
    for (const one of full) act(ledger, 'dora', one);
    expect(act(ledger, 'dora', grant())).toBe('too_many_mandates');
    ledger.header = { ...ledger.header, time: 9_999n };
    expect(act(ledger, 'dora', pay(1n, { mandate: grantedBy(full[0] ?? grant()) }))).toBe(
      'mandate_expired',
    );
    expect(act(ledger, 'dora', grant({ validUntil: 20_000n }))).toBe('success');
    expect(ledger.state.get(stateKey.mandates(alice))?.mandates).toHaveLength(1);
    expect([...ledger.records.keys()].filter((key) => key.startsWith('mandate/'))).toHaveLength(1);
  });
});

/** What an owner may lose, by its own sums: nothing of the ledger's counting is asked. */
function allowed(
  { startsAt, terms }: { readonly startsAt: bigint; readonly terms: MandateTerms },
  paid: readonly { readonly time: bigint; readonly amount: bigint }[],
): void {
  expect(paid.length).toBeLessThanOrEqual(terms.paymentsMax);
  const periods = new Map<bigint, bigint>();
  for (const { time, amount } of paid) {
    expect(amount).toBeLessThanOrEqual(terms.paymentMax);
    expect(time).toBeLessThan(terms.validUntil);
    const period = (time - startsAt) / terms.period;
    periods.set(period, (periods.get(period) ?? 0n) + amount);
  }
  for (const spent of periods.values()) expect(spent).toBeLessThanOrEqual(terms.periodMax);
}

const terms = fc
  .record({
    paymentMax: fc.bigInt(1n, 60n),
    more: fc.bigInt(0n, 60n),
    period: fc.bigInt(1_000n, 3_000n),
    lasts: fc.bigInt(1n, 12_000n),
    paymentsMax: fc.integer({ min: 1, max: 12 }),
    isKey: fc.boolean(),
  })
  .map(({ more, lasts, isKey, ...rest }) => ({
    ...rest,
    periodMax: rest.paymentMax + more,
    validUntil: 1_001n + lasts,
    ...(isKey && { delegate: { type: 'key' as const, key: keyOf('bob') } }),
  }));

/** Payments by several, at times that often are those at which periods end; and what ends mandates. */
const steps = fc.array(
  fc.record({
    type: fc.constantFrom('pay', 'pay', 'pay', 'pay', 'pay', 'pay', 'revoke', 'rotate', 'freeze'),
    wait: fc.oneof(fc.bigInt(0n, 900n), fc.constant(null)),
    amount: fc.bigInt(1n, 70n),
    by: fc.constantFrom(bob, bob, bob, carol),
  }),
  { maxLength: 40 },
);

/** Just before the end of the period that a time is in, so that the next blocks are on both sides of it. */
const beforePeriodEnd = (time: bigint, period: bigint): bigint =>
  time + (period - 1n - ((time - 1_001n) % period));

it('never lets more be paid than was granted, whoever tries, at period ends, exhausted, revoked, rotated or frozen', () => {
  fc.assert(
    fc.property(terms, steps, (granted, all) => {
      const ledger = newLedger();
      const operation = grant(granted);
      expect(act(ledger, 'dora', setRules(), operation)).toBe('success');
      const mandate = mandateId(transaction('dora', 1n, [setRules(), operation]).id, 1);
      const { startsAt } = ledger.state.get(stateKey.mandate(mandate)) ?? { startsAt: 0n };
      const paid: { time: bigint; amount: bigint; by: Address }[] = [];
      const is = { revoked: false, rotated: false, frozen: false };
      for (const { type, wait, amount, by } of all) {
        const { time } = ledger.header;
        const next = wait === null ? beforePeriodEnd(time, granted.period) - 1n : time + wait;
        ledger.header = { ...ledger.header, time: next > time ? next : time };
        if (type === 'revoke')
          is.revoked ||= act(ledger, 'dora', revoke(alice, mandate)) === 'success';
        if (type === 'rotate')
          is.rotated ||= act(ledger, 'dora', rotate('bob', 'new')) === 'success';
        if (type === 'freeze') is.frozen ||= act(ledger, 'dora', freeze(alice)) === 'success';
        if (type !== 'pay') continue;
        const held = balanceOf(ledger.state, alice, EUR);
        const status = act(ledger, 'dora', pay(amount, { mandate, source: by, to: dora }));
        const lost = held - balanceOf(ledger.state, alice, EUR);
        expect(lost).toBe(status === 'success' ? amount : 0n);
        if (status !== 'success') continue;
        expect(by).toBe(bob);
        expect(is.revoked || is.frozen).toBe(false);
        expect(is.rotated && 'delegate' in granted).toBe(false);
        paid.push({ time: ledger.header.time, amount, by });
      }
      allowed({ startsAt, terms: operation }, paid);
      expect(ledger.state.get(stateKey.mandate(mandate))?.payments ?? paid.length).toBe(
        paid.length,
      );
    }),
    { numRuns: 150 },
  );
});

it('lets all be paid that was granted', () => {
  const ledger = newLedger();
  act(ledger, 'dora', grant({ paymentMax: 100n, periodMax: 100n, paymentsMax: 3 }));
  const mandate = grantedBy(grant({ paymentMax: 100n, periodMax: 100n, paymentsMax: 3 }));
  const outcomes: (Status | undefined)[] = [];
  // The last block of a period, and the first of the next.
  for (const time of [2_000n, 2_001n, 3_001n, 4_001n]) {
    ledger.header = { ...ledger.header, time: time - 1n };
    outcomes.push(act(ledger, 'dora', pay(100n, { mandate })));
  }
  expect(outcomes).toEqual(['success', 'success', 'success', 'mandate_used_up']);
  expect(ledger.header.height).toBe(toHeight(5));
});
