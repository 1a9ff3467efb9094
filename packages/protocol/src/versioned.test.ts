import type { Address } from '@trellis/crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockHeaderCodec, blockId } from './block.ts';
import { decode, decodeJson, encode } from './codec.ts';
import { uint64 } from './codec-basic.ts';
import { container } from './codec-composite.ts';
import { chainIdCodec } from './scalars.ts';
import { headers } from './testing/arbitraries.ts';
import { versioned } from './versioned.ts';

const fields = { name: chainIdCodec, amount: uint64 };
const plain = container(fields);
const codec = versioned(fields);
const value = { name: 'some-chain', amount: 7n } as never as { name: never; amount: bigint };

describe('a record with a version', () => {
  it('is written without it as long as it is the first', () => {
    expect(encode(codec, { ...value, version: 1 })).toEqual(encode(plain, value));
    expect(codec.toJson({ ...value, version: 1 })).toEqual(plain.toJson(value));
    expect(decode(codec, encode(plain, value))).toEqual({
      ok: true,
      value: { ...value, version: 1 },
    });
  });

  it('has it behind the other fields from the second on', () => {
    const bytes = encode(codec, { ...value, version: 2 });
    expect(bytes.length).toBe(encode(plain, value).length + 4);
    expect(decode(codec, bytes)).toEqual({ ok: true, value: { ...value, version: 2 } });
    expect(codec.toJson({ ...value, version: 2 })).toMatchObject({ version: 2 });
  });

  it('has one encoding: the first version is not written out', () => {
    const bytes = encode(codec, { ...value, version: 2 });
    for (const version of [0, 1]) {
      const changed = bytes.slice();
      changed[12] = version;
      expect(decode(codec, changed)).toMatchObject({ ok: false, problem: { path: 'version' } });
      const json = { ...plain.toJson(value), version };
      expect(decodeJson(codec, json)).toMatchObject({ ok: false, problem: { path: 'version' } });
    }
  });
});

it('headers that differ in their version alone have different ids', () => {
  fc.assert(
    fc.property(headers, fc.integer({ min: 1, max: 9 }), (header, version) => {
      const other = { ...header, version, proposer: header.proposer as Address };
      expect(blockId(other) === blockId(header)).toBe(version === header.version);
      expect(decode(blockHeaderCodec, encode(blockHeaderCodec, other))).toEqual({
        ok: true,
        value: other,
      });
    }),
  );
});
