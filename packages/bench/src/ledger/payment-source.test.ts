import type { Hash } from '@trellis/crypto';
import { type Height, toHeight } from '@trellis/protocol';
import { expect, it } from 'vitest';
import { createPaymentSource } from './payment-source.ts';
import type { SignedPayment } from './payments.ts';

const payment = (number: number, validUntil: Height): SignedPayment => ({
  id: `${number}` as Hash,
  payer: number,
  validUntil,
  encoded: new Uint8Array(),
});
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A signer that says how far it has come. */
function counting(from: number) {
  let next = from;
  return {
    made: () => next,
    sign: async (count: number, validUntil: Height) =>
      Array.from({ length: count }, () => payment(next++, validUntil)),
  };
}

it('gives all payments in order, and signs what comes later for the blocks that then come', async () => {
  const signed = [0, 1, 2].map((number) => payment(number, toHeight(100n)));
  const { sign } = counting(3);
  const source = createPaymentSource({ count: 10_000, signed, validity: 100n, sign });
  const taken: SignedPayment[] = [];
  let height = 0n;
  while (taken.length < source.count) {
    taken.push(...source.take(500));
    height += 1n;
    source.refill(toHeight(height));
    await settled();
  }
  expect(taken.map(({ payer }) => payer)).toEqual(taken.map((_, index) => index));
  expect(taken.slice(0, 3).every(({ validUntil }) => validUntil === 100n)).toBe(true);
  const ends = taken.slice(3).map(({ validUntil }) => validUntil);
  expect(ends[0]).toBe(101n);
  expect(ends.toSorted((a, b) => Number(a - b))).toEqual(ends);
  expect(source.take(1)).toEqual([]);
});

it('holds a bounded number, however long the load is', async () => {
  const { sign, made } = counting(0);
  const source = createPaymentSource({ count: 1_000_000, signed: [], validity: 1n, sign });
  for (let turn = 0; turn < 1_000; turn++) {
    source.refill(toHeight(1n));
    await settled();
  }
  expect(made()).toBeGreaterThan(19_000);
  expect(made()).toBeLessThanOrEqual(20_000);
  expect(source.take(100_000)).toHaveLength(made());
});

it('says when nobody is left to sign for, and gives what there was', async () => {
  const sign = async (): Promise<readonly SignedPayment[]> => {
    throw new Error('nobody is left to pay');
  };
  const signed = [payment(0, toHeight(1n))];
  const source = createPaymentSource({ count: 10, signed, validity: 1n, sign });
  source.refill(toHeight(1n));
  await settled();
  expect(source.problem()).toBe('nobody is left to pay');
  expect(source.take(5)).toEqual(signed);
});
