import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex, writeHex } from './byte-text.ts';
import { someBytes, textOfBytes } from './testing/text-of-bytes.ts';

it('bytes become the text that other implementations make of them, and are read in no other form', () => {
  expect(textOfBytes()).toEqual([
    ...someBytes.map((bytes) => ({
      texts: (['hex', 'base64', 'base64url'] as const).map((encoding) =>
        Buffer.from(bytes).toString(encoding),
      ),
      again: Array(4).fill([...bytes].join()),
      beyond: 0xee,
    })),
    ...Array(12).fill('refused'),
  ]);
});

it('and so they do where the engine has no methods for it', () => {
  const program = fileURLToPath(new URL('testing/without-methods.ts', import.meta.url));
  const printed = execFileSync(process.execPath, [program], { encoding: 'utf8' });
  expect(JSON.parse(printed)).toEqual(textOfBytes());
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
