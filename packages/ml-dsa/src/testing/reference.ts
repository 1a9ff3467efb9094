/** FIPS 204 verification word by word, in plain numbers and slow: what the module is compared with, part by part. */
import { shake128, shake256 } from '@noble/hashes/sha3.js';
import type { ParameterSet } from '../parameter-set.ts';

export const q = 8_380_417;

/** A polynomial: 256 coefficients from 0 to q - 1. */
export type Polynomial = readonly number[];

export const modulo = (value: number): number => ((value % q) + q) % q;

/** Appendix B: 1753^BitRev8(m). */
const zetas: readonly number[] = Array.from({ length: 256 }, (_, m) => {
  let value = 1;
  for (let bit = 0; bit < 8; bit += 1) {
    const square = (value * value) % q;
    value = (m >> bit) & 1 ? (square * 1753) % q : square;
  }
  return value;
});

const at = (values: ArrayLike<number>, index: number): number => {
  const value = values[index];
  if (value === undefined) throw new RangeError(`nothing at ${index}`);
  return value;
};

/** Algorithm 41. */
export function ntt(polynomial: Polynomial): Polynomial {
  const w = [...polynomial];
  let m = 0;
  for (let length = 128; length >= 1; length /= 2) {
    for (let start = 0; start < 256; start += 2 * length) {
      m += 1;
      const zeta = at(zetas, m);
      for (let j = start; j < start + length; j += 1) {
        const t = (zeta * at(w, j + length)) % q;
        w[j + length] = modulo(at(w, j) - t);
        w[j] = modulo(at(w, j) + t);
      }
    }
  }
  return w;
}

/** Algorithm 42. */
export function inverseNtt(polynomial: Polynomial): Polynomial {
  const w = [...polynomial];
  let m = 256;
  for (let length = 1; length < 256; length *= 2) {
    for (let start = 0; start < 256; start += 2 * length) {
      m -= 1;
      const zeta = q - at(zetas, m);
      for (let j = start; j < start + length; j += 1) {
        const t = at(w, j);
        w[j] = modulo(t + at(w, j + length));
        w[j + length] = (zeta * modulo(t - at(w, j + length))) % q;
      }
    }
  }
  return w.map((value) => (value * 8_347_681) % q);
}

/** Algorithm 30, from bytes as they come. */
export function rejectionSample(nextByte: () => number): Polynomial {
  const polynomial: number[] = [];
  while (polynomial.length < 256) {
    const value = nextByte() + 256 * nextByte() + 65_536 * (nextByte() & 127);
    if (value < q) polynomial.push(value);
  }
  return polynomial;
}

/** Algorithm 29 after the squeeze, from bytes as they come. */
export function sampleInBall(tau: number, nextByte: () => number): Polynomial {
  const c = new Array<number>(256).fill(0);
  const signs = Array.from({ length: 8 }, nextByte);
  for (let i = 256 - tau; i < 256; i += 1) {
    let j = nextByte();
    while (j > i) j = nextByte();
    c[i] = at(c, j);
    const sign = i + tau - 256;
    c[j] = (at(signs, sign >> 3) >> (sign & 7)) & 1 ? q - 1 : 1;
  }
  return c;
}

/** The bytes of an XOF, one at a time. */
function bytesOf(xof: { xof(bytes: number): Uint8Array }): () => number {
  let block = new Uint8Array();
  let index = 0;
  return () => {
    if (index === block.length) {
      block = new Uint8Array(xof.xof(168));
      index = 0;
    }
    index += 1;
    return at(block, index - 1);
  };
}

const entries = new Map<string, Polynomial>();

/** Entry (row, column) of Algorithm 32. Many cases have one ρ, so entries are kept. */
export function entryOfA(rho: Uint8Array, row: number, column: number): Polynomial {
  const seed = Uint8Array.of(...rho, column, row);
  const id = seed.toHex();
  const known = entries.get(id);
  if (known !== undefined) return known;
  const entry = rejectionSample(bytesOf(shake128.create().update(seed)));
  entries.set(id, entry);
  return entry;
}

/** Integers of so many bits, least significant bit first (Algorithms 18 and 19). */
function unpackBits(bytes: Uint8Array, bits: number): readonly number[] {
  return Array.from({ length: (8 * bytes.length) / bits }, (_, index) => {
    let value = 0;
    for (let bit = 0; bit < bits; bit += 1) {
      const place = index * bits + bit;
      value += ((at(bytes, place >> 3) >> (place & 7)) & 1) * 2 ** bit;
    }
    return value;
  });
}

/** The inverse. */
export function packBits(values: readonly number[], bits: number): Uint8Array {
  const bytes = new Uint8Array((values.length * bits) / 8);
  values.forEach((value, index) => {
    for (let bit = 0; bit < bits; bit += 1) {
      const place = index * bits + bit;
      bytes[place >> 3] = at(bytes, place >> 3) | (((value >> bit) & 1) << (place & 7));
    }
  });
  return bytes;
}

/** Algorithm 36. */
export function decompose(r: number, highValues: number): readonly [high: number, low: number] {
  const step = (q - 1) / highValues;
  const rest = r % step;
  const low = rest > step / 2 ? rest - step : rest;
  return r - low === q - 1 ? [0, low - 1] : [(r - low) / step, low];
}

/** Algorithm 40. */
function useHint(hint: boolean, r: number, highValues: number): number {
  const [high, low] = decompose(r, highValues);
  if (!hint) return high;
  return (high + (low > 0 ? 1 : highValues - 1)) % highValues;
}

const sum = (left: Polynomial, right: Polynomial): Polynomial =>
  left.map((value, index) => modulo(value + at(right, index)));
const product = (left: Polynomial, right: Polynomial): Polynomial =>
  left.map((value, index) => (value * at(right, index)) % q);

/** M' of a message and its context (Algorithm 3, step 5). */
export const prefixed = (message: Uint8Array, context: Uint8Array): Uint8Array =>
  Uint8Array.of(0, context.length, ...context, ...message);

/**
 * What Algorithm 8 compares c̃ with, for hints that are well-formed. Coefficients of z may have any size, so that a
 * signature can be made that is wrong in nothing else.
 */
export function recoverChallenge(
  set: ParameterSet,
  publicKey: Uint8Array,
  messagePrime: Uint8Array,
  signature: Uint8Array,
): Uint8Array {
  const { rows, columns, challengeBytes, gamma1Bits, highValues, omega } = set;
  const rho = publicKey.subarray(0, 32);
  const challenge = signature.subarray(0, challengeBytes);
  const hints = signature.subarray(signature.length - omega - rows);
  const packedZ = signature.subarray(challengeBytes, signature.length - omega - rows);
  const z = unpackBits(packedZ, gamma1Bits + 1).map((packed) => modulo(2 ** gamma1Bits - packed));
  const t1 = unpackBits(publicKey.subarray(32), 10);
  const polynomial = (values: readonly number[], index: number): Polynomial =>
    values.slice(256 * index, 256 * index + 256);
  const tr = shake256(publicKey, { dkLen: 64 });
  const mu = shake256(Uint8Array.of(...tr, ...messagePrime), { dkLen: 64 });
  const c = ntt(sampleInBall(set.tau, bytesOf(shake256.create().update(challenge))));
  const transformed = Array.from({ length: columns }, (_, column) => ntt(polynomial(z, column)));
  const encoded = Array.from({ length: rows }, (_, row) => {
    const t = ntt(polynomial(t1, row).map((value) => (value * 2 ** 13) % q));
    const az = transformed
      .map((column, index) => product(entryOfA(rho, row, index), column))
      .reduce(sum);
    const ct = product(c, t).map((value) => modulo(-value));
    const from = row === 0 ? 0 : at(hints, omega + row - 1);
    const hinted = new Set(hints.subarray(from, at(hints, omega + row)));
    const high = inverseNtt(sum(az, ct)).map((r, index) =>
      useHint(hinted.has(index), r, highValues),
    );
    return packBits(high, highValues === 16 ? 4 : 6);
  });
  return shake256(Uint8Array.of(...mu, ...encoded.flatMap((bytes) => [...bytes])), {
    dkLen: challengeBytes,
  });
}
