import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstRecordBytes, groupsOffered } from './client-hello.ts';

const u16 = (value: number): number[] => [value >> 8, value & 0xff];
const extension = (type: number, body: readonly number[]): number[] => [
  ...u16(type),
  ...u16(body.length),
  ...body,
];

/** A ClientHello with these extensions, as the content of a record. */
function helloWith(extensions: readonly number[]): Uint8Array {
  const hello = [
    ...[3, 3, ...Array(32).fill(7)],
    // A session id, two cipher suites, no compression.
    ...[4, 1, 2, 3, 4, 0, 4, 0x13, 0x02, 0x13, 0x01, 1, 0],
    ...u16(extensions.length),
    ...extensions,
  ];
  return Uint8Array.of(1, 0, ...u16(hello.length), ...hello);
}

const groups = extension(10, [0, 4, 0x11, 0xec, 0, 0x1d]);

describe('a ClientHello', () => {
  it('tells which groups are offered, wherever it does', () => {
    const other = extension(16, [1, 2, 3]);
    expect(groupsOffered(helloWith(groups))).toEqual([0x11ec, 0x1d]);
    expect(groupsOffered(helloWith([...other, ...groups, ...other]))).toEqual([0x11ec, 0x1d]);
    expect(groupsOffered(helloWith(other))).toEqual([]);
  });

  it('is none when it is cut off, or another message', () => {
    const whole = helloWith(groups);
    for (let length = 0; length < whole.length; length += 1) {
      expect(groupsOffered(whole.subarray(0, length))).toBeUndefined();
    }
    expect(groupsOffered(Uint8Array.of(2, ...whole.subarray(1)))).toBeUndefined();
    expect(groupsOffered(helloWith(extension(10, [0, 3, 0x11, 0xec, 0])))).toBeUndefined();
  });

  it('of any bytes gives an answer', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(60), (noise, at) => {
        const changed = helloWith(groups);
        changed.set(noise.subarray(0, changed.length - at), at);
        for (const bytes of [noise, changed]) {
          const found = groupsOffered(bytes);
          expect(found === undefined || found.every((one) => one <= 0xffff)).toBe(true);
        }
      }),
    );
  });

  it('is in a record of a handshake, of a size that TLS allows', () => {
    expect(firstRecordBytes(Uint8Array.of(22, 3, 1, 0x02, 0x01))).toBe(5 + 513);
    expect(firstRecordBytes(Uint8Array.of(22, 3, 1))).toBe(5);
    // What is none is known by its first five bytes, and no more of it is waited for.
    expect(firstRecordBytes(Uint8Array.of(23, 3, 1, 0x02, 0x01))).toBe(5);
    expect(firstRecordBytes(Uint8Array.of(22, 3, 1, 0x40, 1))).toBe(5);
  });
});
