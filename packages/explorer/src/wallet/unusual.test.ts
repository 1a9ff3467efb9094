import { grantMandate, pay, transfer } from '@trellis/client';
import { type Address, formatAddress } from '@trellis/crypto';
import {
  type AssetCode,
  type ChainId,
  type Operation,
  type Transaction,
  toHeight,
} from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import { looksLike } from './look-alike.ts';
import { type Background, payeesMax, unusualIn } from './unusual.ts';

const [own, ann, ben] = ['11', '22', '33'].map((pair) => pair.repeat(32)) as [
  Address,
  Address,
  Address,
];
const asset = 'EUR' as AssetCode;
const transactionOf = (...operations: readonly Operation[]): Transaction => ({
  chainId: 'testnet' as ChainId,
  sender: own,
  sequence: 1n,
  validUntil: toHeight(9),
  operations,
  memo: '',
});
const payTo = (to: Address, amount: bigint) =>
  transactionOf(transfer({ from: own, to, asset, amount }));
const background: Background = {
  own,
  balances: new Map([[asset, 1_000n]]),
  paidBefore: new Set([ann]),
  recent: [],
};
const typesOf = (transaction: Transaction, more: Partial<Background> = {}) =>
  unusualIn(transaction, { ...background, ...more }).map(({ type }) => type);

describe('what is unusual about a transaction', () => {
  it('is that more are paid than are looked up, and how many', () => {
    const payees = Array.from({ length: payeesMax + 2 }, (_, index) => {
      return `${index + 40}`.repeat(32) as Address;
    });
    const paying = (count: number) =>
      transactionOf(
        ...payees.slice(0, count).map((to) => transfer({ from: own, to, asset, amount: 1n })),
      );
    const paidBefore = new Set(payees);
    expect(unusualIn(paying(payeesMax), { ...background, paidBefore })).toEqual([]);
    expect(unusualIn(paying(payeesMax + 2), { ...background, paidBefore })).toEqual([
      { type: 'notLookedUp', count: 2 },
    ]);
  });

  it('is nothing for a small payment to somebody who was paid before', () => {
    expect(typesOf(payTo(ann, 500n))).toEqual([]);
    expect(typesOf(payTo(own, 900n))).toEqual([]);
  });

  it('is who is paid for the first time, how much, and that it is the same again', () => {
    expect(typesOf(payTo(ben, 1n))).toEqual(['firstPayment']);
    expect(typesOf(payTo(ann, 501n))).toEqual([]);
    expect(typesOf(payTo(ann, 510n))).toEqual(['large']);
    expect(typesOf(payTo(ann, 1_001n))).toEqual(['notEnough']);
    expect(typesOf(payTo(ann, 1n), { recent: [payTo(ann, 1n)] })).toEqual(['sameAgain']);
    expect(typesOf(payTo(ann, 1n), { recent: [payTo(ann, 2n), payTo(ben, 1n)] })).toEqual([]);
  });

  it('adds up what several operations move', () => {
    const twice = transactionOf(
      transfer({ from: own, to: ann, asset, amount: 300n }),
      pay({ from: own, to: ben, asset, amount: 300n, remittance: {} }),
    );
    expect(unusualIn(twice, background)).toEqual([
      { type: 'large', asset, percent: 60 },
      { type: 'firstPayment', account: ben },
    ]);
  });

  it('is whatever lets others act', () => {
    const mandate = grantMandate(own, {
      delegate: { type: 'account', account: ben },
      asset,
      payees: [],
      amountMax: 1n,
    } as unknown as Parameters<typeof grantMandate>[1]);
    expect(typesOf(transactionOf(mandate))).toContain('control');
  });

  it('is an address that looks like a known one', () => {
    const known = formatAddress(ann);
    const [head, tail] = [known.slice(0, 12), known.slice(-4)];
    const alike = `${head}${'q'.repeat(known.length - head.length - tail.length)}${tail}`;
    expect(looksLike(alike, [known])).toBe(known);
    expect(looksLike(known, [known])).toBeUndefined();
    expect(looksLike(formatAddress(ben), [known])).toBeUndefined();
    const slip = `${known.slice(0, 9)}${known[9] === 'q' ? 'p' : 'q'}${known.slice(10)}`;
    expect(looksLike(slip, [known])).toBe(known);
  });
});
