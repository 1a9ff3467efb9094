/** Signatures at the edge of being well-formed: all three implementations say the same, and what the standard says. */
import { describe, expect, it } from 'vitest';
import { parameterSetNames, parameterSets } from './parameter-set.ts';
import { encodeHints, forge } from './testing/forge.ts';
import { isValidByNoble, isValidByOpenSsl, type SignedMessage } from './testing/others.ts';
import { createVerifier } from './verifier.ts';

const verifier = createVerifier({ keys: 2 });

/** What everybody says, if it is the same. */
function verifiedByBoth(signed: SignedMessage): boolean | 'they differ' {
  const { publicKey, message, signature, context } = signed;
  const answers = [
    verifier.verify(publicKey, message, signature, context),
    isValidByOpenSsl(signed),
    isValidByNoble(signed),
  ];
  if (answers.every((answer) => answer)) return true;
  return answers.some((answer) => answer) ? 'they differ' : false;
}

describe.each(parameterSetNames)('%s', (name) => {
  const set = parameterSets[name];
  const { rows, columns, omega, gamma1Bits, beta, challengeBytes, signatureBytes } = set;
  const count = (from: number, length: number): readonly number[] =>
    Array.from({ length }, (_, index) => from + index);

  it.each<[string, readonly (readonly number[])[]]>([
    ['none', []],
    ['one at each end of a row', [[0, 255]]],
    ['one in the last row', [...count(0, rows - 1).map(() => []), [255]]],
    ['as many as there may be in the first row', [count(0, omega)]],
    [
      'as many as there may be in the last row',
      [...count(0, rows - 1).map(() => []), count(256 - omega, omega)],
    ],
    [
      'as many as there may be in all rows',
      count(0, rows).map((row) => count(row, Math.floor(omega / rows))),
    ],
    [
      'the same positions in two rows',
      [
        [3, 4, 5],
        [3, 4, 5],
      ],
    ],
  ])('hints: %s, which is valid', (_, hints) => {
    expect(verifiedByBoth(forge(set, { hints }))).toBe(true);
  });

  const hinted = forge(set, { hints: [[1, 2, 3], [7], [], [9, 10]] });
  const hintsAt = signatureBytes - omega - rows;
  const changed = (
    ...changes: readonly (readonly [at: number, value: number])[]
  ): SignedMessage => {
    const signature = hinted.signature.slice();
    for (const [at, value] of changes) signature[hintsAt + at] = value;
    return { ...hinted, signature };
  };

  it.each<[string, SignedMessage]>([
    ['twice the same position', changed([1, 1])],
    ['positions out of order', changed([1, 3], [2, 2])],
    ['a first position above the second', changed([0, 3])],
    ['something in the padding', changed([omega - 1, 1])],
    ['something right behind the last', changed([6, 1])],
    ['fewer than in the row before', changed([omega + 1, 2])],
    ['the end of the last row before the others', changed([omega + rows - 1, 0])],
    [
      'one more than there may be',
      changed(...count(omega, rows).map((at) => [at, omega + 1] as const)),
    ],
    ['255 of them', changed([omega + rows - 1, 255])],
    [
      'one that is counted in no row',
      changed(...count(omega + 3, rows - 3).map((at) => [at, 5] as const)),
    ],
  ])('hints: %s, which is not', (_, signed) => {
    expect(verifiedByBoth(hinted)).toBe(true);
    expect(verifiedByBoth(signed)).toBe(false);
  });

  it('|z| may be γ1 - β - 1 and no more, at every place', () => {
    const limit = 2 ** gamma1Bits - beta;
    const small = count(0, 256 * columns).map((index) => (index % 7) - 3);
    for (const place of [0, 1, 2, 3, 255, 256, 256 * columns - 1]) {
      for (const [value, isValid] of [
        [limit - 1, true],
        [1 - limit, true],
        [limit, false],
        [-limit, false],
        [2 ** gamma1Bits, false],
        [1 - 2 ** gamma1Bits, false],
      ] as const) {
        const z = small.with(place, value);
        if (place > 3 && place < 256 * columns - 1 && Math.abs(value) !== limit) continue;
        expect(verifiedByBoth(forge(set, { z })), `${value} at ${place}`).toBe(isValid);
      }
    }
  });

  it('all of z may be as large as it may', () => {
    const limit = 2 ** gamma1Bits - beta - 1;
    const signs = [() => 1, () => -1, (index: number) => (index % 2 === 0 ? 1 : -1)];
    for (const sign of signs) {
      const z = count(0, 256 * columns).map((index) => limit * sign(index));
      expect(verifiedByBoth(forge(set, { z }))).toBe(true);
    }
  });

  it('nothing of another length is valid', () => {
    const { signature, publicKey } = hinted;
    const longer = Uint8Array.of(...signature, 0);
    for (const other of [
      signature.subarray(1),
      signature.subarray(0, -1),
      longer,
      new Uint8Array(),
    ]) {
      expect(verifiedByBoth({ ...hinted, signature: other })).toBe(false);
    }
    for (const other of [publicKey.subarray(1), Uint8Array.of(...publicKey, 0), new Uint8Array()]) {
      expect(verifier.verify(other, hinted.message, signature, hinted.context)).toBe(false);
      expect(() => verifier.register(other)).toThrow(RangeError);
    }
  });

  it('every byte of c̃ counts', () => {
    for (const at of count(0, challengeBytes)) {
      const signature = hinted.signature.slice();
      signature[at] = (signature[at] ?? 0) ^ 0x10;
      const { publicKey, message, context } = hinted;
      expect(verifier.verify(publicKey, message, signature, context)).toBe(false);
    }
  });

  it('hints are written as the standard does', () => {
    expect(encodeHints(set, [[5], [6, 9]]).subarray(0, 4)).toEqual(Uint8Array.of(5, 6, 9, 0));
  });
});
