import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { toHex, writeHex } from './byte-text.ts';

const everyByte = Uint8Array.from({ length: 256 }, (_, index) => index);

/** The functions as they are where the engine has methods for it, and where it has none. */
const engines = {
  'with the methods of the engine': () => import('./byte-text.ts'),
  'without them': async () => {
    const { toHex, toBase64 } = Uint8Array.prototype;
    const { fromHex, fromBase64 } = Uint8Array;
    Object.assign(Uint8Array.prototype, { toHex: undefined, toBase64: undefined });
    Object.assign(Uint8Array, { fromHex: undefined, fromBase64: undefined });
    vi.resetModules();
    try {
      return await import('./byte-text.ts');
    } finally {
      Object.assign(Uint8Array.prototype, { toHex, toBase64 });
      Object.assign(Uint8Array, { fromHex, fromBase64 });
      vi.resetModules();
    }
  },
};

describe.each(Object.entries(engines))('bytes as text %s', (_name, load) => {
  it('are what other implementations make of them', async () => {
    const { fromBase64, fromBase64Url, fromHex, toBase64, toBase64Url, toHex } = await load();
    for (const length of [0, 1, 2, 3, 256]) {
      const bytes = everyByte.subarray(256 - length);
      const buffer = Buffer.from(bytes);
      expect(toHex(bytes)).toBe(buffer.toString('hex'));
      expect(toBase64(bytes)).toBe(buffer.toString('base64'));
      expect(toBase64Url(bytes)).toBe(buffer.toString('base64url'));
      expect(fromHex(toHex(bytes))).toEqual(bytes);
      expect(fromBase64(toBase64(bytes))).toEqual(bytes);
      expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes);
    }
  });

  it.each(['AA', 'AA=', 'A===', 'AB==', 'AA==\n', ' AA==', 'A_==', 'AA==AA=='])(
    'in no other form than the one: %j',
    async (text) => {
      const { fromBase64 } = await load();
      expect(() => fromBase64(text)).toThrow();
    },
  );

  it('and hex is pairs of digits', async () => {
    const { fromHex } = await load();
    for (const text of ['0', '0g', 'xyz', ' 00']) expect(() => fromHex(text)).toThrow();
  });
});

describe('writing the bytes of digits', () => {
  it('writes what the library reads from them, where it is told to', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat({ max: 5 }), (value, offset) => {
        const bytes = new Uint8Array(50).fill(7);
        writeHex(toHex(value), bytes, offset);
        const expected = new Uint8Array(50).fill(7);
        expected.set(value, offset);
        expect(bytes).toEqual(expected);
      }),
    );
  });

  it('refuses what are no pairs of lowercase digits', () => {
    for (const text of ['0', '0g', 'AA', '/0', ':0', '`a', '0\u0130', '\u01300', '00 0']) {
      expect(() => writeHex(text, new Uint8Array(4), 0)).toThrow(RangeError);
    }
  });
});
