/**
 * Sampling, where the first blocks of a hash are not enough too: no input is known that needs more, so the states are
 * made up.
 */
import { keccakP } from '@noble/hashes/sha3.js';
import { describe, expect, it } from 'vitest';
import { parameterSetNames, parameterSets } from './parameter-set.ts';
import { type Parts, partsOf, readVectors } from './testing/parts.ts';
import { createRandom, randomBytes } from './testing/random.ts';
import {
  entryOfA,
  modulo,
  type Polynomial,
  q,
  rejectionSample,
  sampleInBall,
} from './testing/reference.ts';

/** What a sponge gives: some bytes that it gave already, then a block after every permutation of its state. */
function bytesFrom(given: Uint8Array, state: Uint8Array, rate: number): () => number {
  const words = new Uint32Array(state.slice().buffer);
  let block = given;
  let index = 0;
  return () => {
    if (index === block.length) {
      keccakP(words);
      block = new Uint8Array(words.buffer).slice(0, rate);
      index = 0;
    }
    index += 1;
    return block[index - 1] ?? 0;
  };
}

const polynomialAt = ({ integers }: Parts, address: number): Polynomial =>
  [...integers.subarray(address / 4, address / 4 + 256)].map(modulo);

describe.each(parameterSetNames)('SampleInBall of %s', (name) => {
  const parts = partsOf(name);
  const { tau } = parameterSets[name];
  const state = parts.address('STATE');

  const check = (first: Uint8Array): void => {
    parts.bytes.set(first, state);
    parts.call('sampleChallenge');
    const expected = sampleInBall(tau, bytesFrom(first.slice(0, 136), first, 136));
    expect(polynomialAt(parts, parts.address('COEFFICIENTS'))).toEqual(expected);
  };

  it('takes what is not rejected', () => {
    const random = createRandom(4);
    for (let count = 0; count < 100; count += 1) check(randomBytes(random, 200));
  });

  it('continues to a second block, and a third, where the first is used up', () => {
    const random = createRandom(5);
    const signs = randomBytes(random, 8);
    // All are rejected until i = 255, and none of what is below 256 - τ.
    const allRejected = Uint8Array.from({ length: 200 }, (_, index) => signs[index] ?? 255);
    check(allRejected);
    for (let last = 128; last <= 135; last += 1) {
      const almost = allRejected.slice();
      almost.fill(7, last, 136);
      check(almost);
    }
    // Enough only at the very end of the block.
    const exact = allRejected.slice();
    exact.fill(3, 136 - tau, 136);
    check(exact);
    exact.fill(255, 135, 136);
    check(exact);
  });
});

describe('RejNTTPoly', () => {
  const parts = partsOf('ml-dsa-65');
  const [state, pair, streams, streamBytes, samples, sampleBytes] = [
    'STATE',
    'PAIR',
    'STREAMS',
    'STREAM_BYTES',
    'SAMPLES',
    'SAMPLE_BYTES',
  ].map(parts.address) as [number, number, number, number, number, number];

  /** Fills the three streams and states, and tells what each must come to. */
  function prepare(given: readonly Uint8Array[], seed: number): readonly Polynomial[] {
    const random = createRandom(seed);
    const states = given.map(() => randomBytes(random, 200));
    return given.map((bytes, index) => {
      const own = states[index] ?? new Uint8Array(200);
      parts.bytes.set(bytes, streams + streamBytes * index);
      for (const [at, byte] of own.entries()) {
        const inPair = pair + 16 * Math.floor(at / 8) + 8 * (index - 1) + (at % 8);
        parts.bytes[index === 0 ? state + at : inPair] = byte;
      }
      return rejectionSample(bytesFrom(bytes, own, 168));
    });
  }

  const sampled = (index: number): Polynomial => polynomialAt(parts, samples + sampleBytes * index);

  /** 840 bytes, of which the given candidates are rejected. */
  function stream(seed: number, isRejected: (candidate: number) => boolean): Uint8Array {
    const bytes = randomBytes(createRandom(seed), 840);
    for (let candidate = 0; candidate < 280; candidate += 1) {
      bytes[3 * candidate + 2] = isRejected(candidate)
        ? 255
        : (bytes[3 * candidate + 2] ?? 0) & 126;
      if (isRejected(candidate)) bytes.fill(255, 3 * candidate, 3 * candidate + 2);
    }
    return bytes;
  }

  const streamsOfAllKinds: readonly (readonly Uint8Array[])[] = [
    [stream(1, () => false), stream(2, () => false), stream(3, () => false)],
    [stream(4, (n) => n < 24), stream(5, (n) => n % 12 === 0), stream(6, (n) => n > 255)],
    // One more than five blocks can spare.
    [stream(7, (n) => n < 25), stream(8, (n) => n > 254), stream(9, (n) => n % 11 === 0)],
    [stream(10, () => true), stream(11, () => false), stream(12, (n) => n % 2 === 0)],
    [stream(13, () => false), stream(14, () => true), stream(15, () => true)],
  ];

  it('of three streams continues to a sixth block, and more, where five are not enough', () => {
    for (const [seed, given] of streamsOfAllKinds.entries()) {
      const expected = prepare(given, seed);
      parts.call('sampleThree');
      expect([0, 1, 2].map(sampled)).toEqual(expected);
    }
  });

  it('of two leaves the state of the hash beside them as it is', () => {
    for (const [seed, given] of streamsOfAllKinds.entries()) {
      const expected = prepare(given, seed);
      const before = parts.bytes.slice(state, state + 200);
      parts.call('samplePair');
      expect([1, 2].map(sampled)).toEqual(expected.slice(1));
      expect(parts.bytes.slice(state, state + 200)).toEqual(before);
    }
  });

  it('takes q - 1 and rejects q, and ignores the highest bit', () => {
    const edge = (value: number): readonly number[] => [
      value & 255,
      (value >> 8) & 255,
      (value >> 16) & 255,
    ];
    const values = [q - 1, q, q + 1, 0, 2 ** 23 - 1, 2 ** 23 + q - 1, 2 ** 24 - 1, 2 ** 23 + q];
    const bytes = Uint8Array.from({ length: 280 }, (_, n) => n).reduce<number[]>((all, n) => {
      all.push(...edge(values[n % values.length] ?? 0));
      return all;
    }, []);
    const given = [0, 1, 2].map(() =>
      Uint8Array.from(Array.from({ length: 840 }, (_, n) => bytes[n] ?? 0)),
    );
    const expected = prepare(given, 99);
    parts.call('sampleThree');
    expect([0, 1, 2].map(sampled)).toEqual(expected);
  });
});

describe.each(parameterSetNames)('the expanded key of %s', (name) => {
  it('is ExpandA divided by 256, and near zero', () => {
    const parts = partsOf(name);
    const { rows, columns, publicKeyBytes } = parameterSets[name];
    const publicKey = randomBytes(createRandom(6), publicKeyBytes);
    const slot = parts.address('SLOTS');
    parts.bytes.set(publicKey, parts.address('PUBLIC_KEY'));
    parts.call('expandKey', slot);
    const step = 16 * (columns + 1);
    for (let row = 0; row < rows; row += 1) {
      for (let column = 0; column < columns; column += 1) {
        const from = parts.call('slotRow', slot, row) + 16 * column;
        const entry = readVectors(parts, from, step);
        const times256 = entry.map((value) => modulo(256 * value));
        expect(times256).toEqual(entryOfA(publicKey.subarray(0, 32), row, column));
        expect(Math.max(...entry.map(Math.abs))).toBeLessThan(0.504 * q);
      }
    }
  });
});
