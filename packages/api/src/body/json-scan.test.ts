import { type Address, asciiBytes, hash } from '@trellis/crypto';
import { limits, operationCodec } from '@trellis/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createJsonScan } from './json-scan.ts';

/** What is wrong with a text that comes in pieces of so many bytes. */
function scan(text: string, pieceBytes = 7): string | undefined {
  const bytes = Buffer.from(text);
  const { push } = createJsonScan();
  for (let start = 0; start < bytes.length; start += pieceBytes) {
    const problem = push(bytes.subarray(start, start + pieceBytes));
    if (problem !== undefined) return problem;
  }
  return undefined;
}

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;

describe('the shape of a JSON text', () => {
  it('is as deep as the limit, and no deeper', () => {
    expect(scan(nested(limits.jsonDepthMax))).toBeUndefined();
    expect(scan(nested(limits.jsonDepthMax + 1))).toMatch(/nested deeper than 32/);
    expect(scan('{"a":'.repeat(limits.jsonDepthMax + 1))).toMatch(/nested deeper/);
    // Beside one another they are not nested.
    expect(scan(`[${`${nested(8)},`.repeat(99)}1]`)).toBeUndefined();
  });

  it('has as many names and values as the limit, and no more', () => {
    const numbers = (count: number): string => `[${Array(count).fill('1').join(',')}]`;
    expect(scan(numbers(limits.jsonValuesMax))).toBeUndefined();
    expect(scan(numbers(limits.jsonValuesMax + 1))).toMatch(/more than 16384/);
  });

  it('has room for the largest transaction: operations with whole policies, and all signatures', () => {
    const address = hash('keyAddress', asciiBytes('a')) as Address;
    const key = { scheme: 'ed25519', address, weight: 1 } as const;
    const policy = {
      threshold: 1,
      postQuantumWeight: 0,
      keys: Array(limits.policyKeysMax).fill(key),
    };
    const operation = operationCodec.toJson({ type: 'setPolicy', source: address, policy });
    const operations = Array(limits.operationsMax).fill(operation);
    const witness = { scheme: 'ed25519', publicKey: 'a', signature: 'a', account: 'a', more: [1] };
    const witnesses = Array(limits.witnessesMax).fill(witness);
    expect(scan(JSON.stringify({ operations, witnesses }), 65_536)).toBeUndefined();
  });

  it('is not told by what stands in its strings, wherever the pieces part', () => {
    const brackets = JSON.stringify(`\\"${'[{,:"\\'.repeat(20_000)}`);
    for (const pieceBytes of [1, 2, 3, 65_536]) expect(scan(brackets, pieceBytes)).toBeUndefined();
  });

  it('is right for any JSON of few values', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 12 }), fc.integer({ min: 1, max: 9 }), (text, pieceBytes) => {
        expect(scan(text, pieceBytes)).toBeUndefined();
      }),
    );
  });
});
