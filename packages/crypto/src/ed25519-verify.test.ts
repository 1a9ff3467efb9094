/** Signatures that only somebody who holds the private key can make, to set validators at odds. */
import { createHash } from 'node:crypto';
import { ED25519_TORSION_SUBGROUP, ed25519 } from '@noble/curves/ed25519.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openSslPrimitives } from './native-primitives.node.ts';
import { portablePrimitives } from './portable-primitives.ts';

const { Point } = ed25519;
const order = Point.Fn.ORDER;
const torsion = ED25519_TORSION_SUBGROUP.map((hex) => Point.fromHex(hex));
const noContext = new Uint8Array();

/** Encodings of points of small order with y ≥ p, or with a sign bit although x = 0. */
const nonCanonical = [
  '0100000000000000000000000000000000000000000000000000000000000080',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
].map((hex) => Uint8Array.fromHex(hex));

const number = (bytes: Uint8Array): bigint => BigInt(`0x${bytes.toReversed().toHex()}`);
const bytes32 = (value: bigint): Uint8Array =>
  Uint8Array.fromHex(value.toString(16).padStart(64, '0')).reverse();

/** The point `scalar`·B plus the given point of small order. */
function encoded(scalar: bigint, small: number): Uint8Array {
  const large = scalar === 0n ? Point.ZERO : Point.BASE.multiply(scalar);
  return large.add(torsion[small] ?? Point.ZERO).toBytes();
}

/** A signature that holds up to points of small order: S = r + k·a. */
function signature(a: bigint, key: Uint8Array, r: bigint, commitment: Uint8Array, m: Uint8Array) {
  const k = number(createHash('sha512').update(commitment).update(key).update(m).digest());
  return Uint8Array.from([...commitment, ...bytes32((r + k * a) % order)]);
}

async function accepts(key: Uint8Array, message: Uint8Array, signed: Uint8Array): Promise<boolean> {
  const [native, portable] = await Promise.all(
    [openSslPrimitives, portablePrimitives].map((one) =>
      one.verify('ed25519', key, message, noContext, signed),
    ),
  );
  expect(portable, `key ${key.toHex()} signature ${signed.toHex()}`).toBe(native);
  return native === true;
}

describe('both providers decide alike', () => {
  it('every mixture of points of large and small order', async () => {
    const counts = { holds: 0, fails: 0 };
    for (const a of [0n, 12_345n]) {
      for (const r of [0n, 999n]) {
        for (let index = 0; index < 8 * 8 * 2; index++) {
          const key = encoded(a, index & 7);
          const commitment = encoded(r, (index >> 3) & 7);
          const message = Uint8Array.of(index >> 6);
          const valid = await accepts(key, message, signature(a, key, r, commitment, message));
          if (a === 0n || r === 0n) expect(valid).toBe(false);
          counts[valid ? 'holds' : 'fails'] += 1;
        }
      }
    }
    // Without the cofactor some mixed ones hold, by chance of k mod 8; those without torsion all do.
    expect(counts.holds).toBeGreaterThanOrEqual(2);
    expect(counts.fails).toBeGreaterThan(384);
  });

  it('encodings that are not canonical, as key and as R', async () => {
    const message = Uint8Array.of(1);
    const honest = encoded(5n, 0);
    for (const odd of nonCanonical) {
      for (let small = 0; small < 8; small++) {
        const r = encoded(0n, small);
        expect(await accepts(odd, message, signature(0n, odd, 0n, r, message))).toBe(false);
        expect(
          await accepts(odd, message, signature(0n, odd, 7n, encoded(7n, small), message)),
        ).toBe(false);
      }
      expect(await accepts(honest, message, signature(5n, honest, 0n, odd, message))).toBe(false);
      expect(await accepts(odd, message, signature(0n, odd, 0n, odd, message))).toBe(false);
    }
  });

  it('an S that is not reduced', async () => {
    const message = Uint8Array.of(1);
    const key = encoded(5n, 0);
    const valid = signature(5n, key, 7n, encoded(7n, 0), message);
    expect(await accepts(key, message, valid)).toBe(true);
    for (const multiple of [1n, 2n, 15n]) {
      const s = bytes32(number(valid.subarray(32)) + multiple * order);
      const other = Uint8Array.from([...valid.subarray(0, 32), ...s]);
      expect(await accepts(key, message, other)).toBe(false);
    }
  });

  it('any bytes', async () => {
    const any = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
    await fc.assert(
      fc.asyncProperty(any(32), any(20), any(64), async (key, message, signed) => {
        expect(await accepts(key, message, signed)).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  it('keys and signatures made in good faith', async () => {
    const secrets = fc.uint8Array({ minLength: 32, maxLength: 32 });
    await fc.assert(
      fc.asyncProperty(secrets, fc.uint8Array({ maxLength: 300 }), async (seed, message) => {
        const { publicKey, sign } = openSslPrimitives.openKey('ed25519', seed);
        expect(await accepts(publicKey, message, await sign(message, noContext))).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});
