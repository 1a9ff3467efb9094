/** Our encoding is SSZ: the same bytes as an independent implementation gives. */
import {
  BooleanType,
  ByteListType,
  ByteVectorType,
  ContainerType,
  ListBasicType,
  ListCompositeType,
  OptionalType,
  UintBigintType,
  UintNumberType,
  UnionType,
} from '@chainsafe/ssz';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  boolean,
  byteList,
  byteVector,
  container,
  decode,
  encode,
  list,
  optional,
  uint8,
  uint16,
  uint32,
  uint64,
  uint128,
  union,
} from './index.ts';

const bytes = (maxLength: number) => fc.uint8Array({ maxLength });

describe('numbers and byte strings', () => {
  it.each([
    ['uint8', uint8, new UintNumberType(1), fc.nat(255)],
    ['uint16', uint16, new UintNumberType(2), fc.nat(65_535)],
    ['uint32', uint32, new UintNumberType(4), fc.nat(2 ** 32 - 1)],
  ] as const)('%s', (_name, ours, theirs, values) => {
    fc.assert(
      fc.property(values, (value) => {
        expect(encode(ours, value)).toEqual(theirs.serialize(value));
      }),
    );
  });

  it('uint64 and uint128', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 64n - 1n), fc.bigInt(0n, 2n ** 128n - 1n), (small, large) => {
        expect(encode(uint64, small)).toEqual(new UintBigintType(8).serialize(small));
        expect(encode(uint128, large)).toEqual(new UintBigintType(16).serialize(large));
      }),
    );
  });

  it.each([true, false])('boolean: %s', (value) => {
    expect(encode(boolean, value)).toEqual(new BooleanType().serialize(value));
  });

  it('byte vectors and byte lists', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 5, maxLength: 5 }), bytes(20), (fixed, free) => {
        expect(encode(byteVector(5), fixed)).toEqual(new ByteVectorType(5).serialize(fixed));
        expect(encode(byteList(20), free)).toEqual(new ByteListType(20).serialize(free));
      }),
    );
  });
});

describe('containers, lists, unions and optional values', () => {
  const ours = container({
    a: uint16,
    b: byteList(10),
    c: list(uint32, 8),
    d: list(byteList(6), 5),
    e: optional(uint8),
    f: byteVector(3),
  });
  const theirs = new ContainerType({
    a: new UintNumberType(2),
    b: new ByteListType(10),
    c: new ListBasicType(new UintNumberType(4), 8),
    d: new ListCompositeType(new ByteListType(6), 5),
    e: new OptionalType(new UintNumberType(1)),
    f: new ByteVectorType(3),
  });
  const values = fc.record({
    a: fc.nat(65_535),
    b: bytes(10),
    c: fc.array(fc.nat(2 ** 32 - 1), { maxLength: 8 }),
    d: fc.array(bytes(6), { maxLength: 5 }),
    e: fc.option(fc.nat(255)),
    f: fc.uint8Array({ minLength: 3, maxLength: 3 }),
  });

  it('are the same bytes', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(encode(ours, value)).toEqual(theirs.serialize(value));
      }),
    );
  });

  it('accept nothing that the reference refuses', () => {
    fc.assert(
      fc.property(values, fc.nat(), fc.nat(255), (value, at, byte) => {
        const changed = encode(ours, value);
        changed[at % changed.length] = byte;
        const decoded = decode(ours, changed);
        if (!decoded.ok) return;
        const reference = theirs.deserialize(changed);
        expect(theirs.serialize(reference)).toEqual(changed);
      }),
      { numRuns: 500 },
    );
  });

  it('unions are a selector and the value', () => {
    const mine = union({ zero: [0, container({ x: uint16 })], one: [1, container({ y: uint8 })] });
    const reference = new UnionType([
      new ContainerType({ x: new UintNumberType(2) }),
      new ContainerType({ y: new UintNumberType(1) }),
    ]);
    expect(encode(mine, { type: 'zero', x: 513 })).toEqual(
      reference.serialize({ selector: 0, value: { x: 513 } }),
    );
    expect(encode(mine, { type: 'one', y: 7 })).toEqual(
      reference.serialize({ selector: 1, value: { y: 7 } }),
    );
  });
});
