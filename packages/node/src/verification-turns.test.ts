import type { SignatureClaim } from '@trellis/crypto';
import { expect, it } from 'vitest';
import { createVerificationTurns } from './verification-turns.ts';

const claim = (byte: number): SignatureClaim => ({
  scheme: 'ml-dsa-65',
  purpose: 'tx',
  publicKey: new Uint8Array(),
  message: Uint8Array.of(byte),
  signature: new Uint8Array(),
});

/** Each verification takes a millisecond of a clock that only it moves. */
function slow() {
  const order: number[] = [];
  let time = 0;
  const verify = ({ message: [byte = 0] }: SignatureClaim): boolean => {
    order.push(byte);
    time += 1;
    return byte % 2 === 0;
  };
  return { order, turns: createVerificationTurns(verify, () => time) };
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

it('verifies at once what comes alone', async () => {
  const { turns, order } = slow();
  const first = turns.verify(claim(1), 'transaction');
  const second = turns.verify(claim(2), 'history');
  expect(order).toEqual([1, 2]);
  expect(await Promise.all([first, second])).toEqual([false, true]);
});

it('leaves what is too much for one turn to the next ones, transactions first', async () => {
  const { turns, order } = slow();
  const history = Array.from({ length: 20 }, (_, byte) => turns.verify(claim(byte), 'history'));
  const late = turns.verify(claim(100), 'transaction');
  expect(order).toHaveLength(8);
  expect(turns.waiting()).toBe(13);
  await nextTurn();
  expect(order.slice(8, 10)).toEqual([100, 8]);
  expect(order.length).toBeLessThan(21);
  expect(await Promise.all(history)).toEqual(history.map((_, byte) => byte % 2 === 0));
  expect(await late).toBe(true);
  expect(turns.waiting()).toBe(0);
});

it('keeps its order over thousands, and lets others in between', async () => {
  const { turns, order } = slow();
  let looks = 0;
  let done = false;
  const look = (): void => {
    looks += 1;
    if (!done) setImmediate(look);
  };
  look();
  await Promise.all(
    Array.from({ length: 5_000 }, (_, index) => turns.verify(claim(index % 256), 'transaction')),
  );
  done = true;
  expect(order).toEqual(Array.from({ length: 5_000 }, (_, index) => index % 256));
  expect(looks).toBeGreaterThan(500);
});
