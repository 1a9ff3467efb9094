import { keccakP } from '@noble/hashes/sha3.js';
import { expect, it } from 'vitest';
import { partsOf } from './testing/parts.ts';
import { createRandom, randomBytes } from './testing/random.ts';

const parts = partsOf('ml-dsa-44');
const state = parts.address('STATE');
const pair = parts.address('PAIR');
const random = createRandom(3);

const permuted = (bytes: Uint8Array): Uint8Array => {
  const words = new Uint32Array(bytes.slice().buffer);
  keccakP(words);
  return new Uint8Array(words.buffer);
};

/** Word `index` of one of the two states of the pair is 16 · index + 8 · which bytes in. */
const inPair = (which: number, byte: number): number =>
  pair + 16 * Math.floor(byte / 8) + 8 * which + (byte % 8);

it('permutes one state as noble does', () => {
  const before = [
    new Uint8Array(200),
    ...Array.from({ length: 20 }, () => randomBytes(random, 200)),
  ];
  for (const bytes of before) {
    parts.bytes.set(bytes, state);
    parts.call('permute', state);
    expect(parts.bytes.slice(state, state + 200)).toEqual(permuted(bytes));
  }
});

it('permutes three states at a time as noble does each', () => {
  for (let count = 0; count < 20; count += 1) {
    const [first, ...others] = [0, 1, 2].map(() => randomBytes(random, 200));
    if (first === undefined) throw new Error('three states');
    parts.bytes.set(first, state);
    for (const [which, bytes] of others.entries()) {
      for (const [index, byte] of bytes.entries()) parts.bytes[inPair(which, index)] = byte;
    }
    parts.call('permuteThree', state, pair);
    expect(parts.bytes.slice(state, state + 200)).toEqual(permuted(first));
    for (const [which, bytes] of others.entries()) {
      const after = bytes.map((_, index) => parts.bytes[inPair(which, index)] ?? 0);
      expect(after).toEqual(permuted(bytes));
    }
  }
});
