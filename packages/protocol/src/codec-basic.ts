/** Codecs of the types without parts: numbers, byte strings, text, hashes, addresses. */
import {
  type Address,
  formatAddress,
  fromBase64,
  type Hash,
  isHash,
  parseAddress,
  toBase64,
  toHex,
  writeHex,
} from '@trellis/crypto';
import { type Codec, type Json, Malformed } from './codec.ts';
import type { ForeignText } from './foreign-text.ts';
import type { JsonSchema } from './json-schema.ts';
import { utf8Length, utf8Text, writeUtf8 } from './utf8.ts';

/** An unsigned integer of 1, 2 or 4 bytes, little-endian; a number in JSON. */
function uint(size: 1 | 2 | 4): Codec<number> {
  const max = 2 ** (8 * size) - 1;
  const valid = (value: unknown): value is number =>
    typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max;
  return {
    schema: { type: 'integer', minimum: 0, maximum: max },
    fixedBytes: size,
    byteLength: () => size,
    write(value, _bytes, view, offset) {
      if (!valid(value)) throw new RangeError(`not an integer from 0 to ${max}: ${value}`);
      if (size === 1) view.setUint8(offset, value);
      else if (size === 2) view.setUint16(offset, value, true);
      else view.setUint32(offset, value, true);
      return offset + size;
    },
    read(_bytes, view, start, end) {
      expectLength(size, end - start);
      if (size === 1) return view.getUint8(start);
      return size === 2 ? view.getUint16(start, true) : view.getUint32(start, true);
    },
    toJson: (value) => value,
    fromJson(json) {
      if (!valid(json)) throw new Malformed(`expected a whole number from 0 to ${max}`);
      return json;
    },
  };
}

export const uint8 = uint(1);
export const uint16 = uint(2);
export const uint32 = uint(4);

const decimalPattern = '^(0|[1-9][0-9]{0,38})$';
const decimal = new RegExp(decimalPattern);

/** An unsigned integer of 8 or 16 bytes, little-endian; a decimal string in JSON, as numbers lose digits. */
function bigUint(size: 8 | 16): Codec<bigint> {
  const max = 2n ** BigInt(8 * size) - 1n;
  const lowMax = 2n ** 64n - 1n;
  return {
    schema: {
      type: 'string',
      pattern: decimalPattern,
      description: `whole number up to ${max}, in decimal`,
    },
    fixedBytes: size,
    byteLength: () => size,
    write(value, _bytes, view, offset) {
      if (value < 0n || value > max) throw new RangeError(`not from 0 to ${max}: ${value}`);
      // Takes the low 64 bits of what it is given.
      view.setBigUint64(offset, value, true);
      if (size === 16) view.setBigUint64(offset + 8, value > lowMax ? value >> 64n : 0n, true);
      return offset + size;
    },
    read(_bytes, view, start, end) {
      expectLength(size, end - start);
      const low = view.getBigUint64(start, true);
      if (size === 8) return low;
      const high = view.getBigUint64(start + 8, true);
      return high === 0n ? low : low | (high << 64n);
    },
    toJson: (value) => value.toString(),
    fromJson(json) {
      if (typeof json !== 'string' || !decimal.test(json) || BigInt(json) > max) {
        throw new Malformed(`expected a decimal string from "0" to "${max}"`);
      }
      return BigInt(json);
    },
  };
}

export const uint64 = bigUint(8);
export const uint128 = bigUint(16);

/** Exactly `length` bytes; base64 in JSON. */
/* @__NO_SIDE_EFFECTS__ */
export function byteVector(length: number): Codec<Uint8Array> {
  return {
    ...byteList(length),
    schema: base64Schema(length, length),
    fixedBytes: length,
    write(value, bytes, _view, offset) {
      if (value.length !== length) throw new RangeError(`not ${length} bytes: ${value.length}`);
      bytes.set(value, offset);
      return offset + length;
    },
    read(bytes, _view, start, end) {
      expectLength(length, end - start);
      return viewOf(bytes, start, end);
    },
    fromJson(json) {
      const value = base64Bytes(json);
      expectLength(length, value.length);
      return value;
    },
  };
}

/** Up to `max` bytes; base64 in JSON. */
/* @__NO_SIDE_EFFECTS__ */
export function byteList(max: number): Codec<Uint8Array> {
  return {
    schema: base64Schema(0, max),
    fixedBytes: null,
    byteLength: (value) => value.length,
    write(value, bytes, _view, offset) {
      if (value.length > max) throw new RangeError(`more than ${max} bytes: ${value.length}`);
      bytes.set(value, offset);
      return offset + value.length;
    },
    read(bytes, _view, start, end) {
      expectAtMost(max, end - start);
      return viewOf(bytes, start, end);
    },
    toJson: (value) => toBase64(value),
    fromJson(json) {
      const value = base64Bytes(json);
      expectAtMost(max, value.length);
      return value;
    },
  };
}

/** Unicode text of up to `max` bytes of UTF-8 that `valid` accepts; `expected` describes it in errors. */
/* @__NO_SIDE_EFFECTS__ */
export function text<T extends string = string>(
  max: number,
  expected: string,
  valid: (value: string) => value is T,
): Codec<T> {
  const checked = (value: string): T => {
    if (!valid(value)) throw new Malformed(`expected ${expected}`);
    return value;
  };
  return {
    // A character takes a byte or more, so this bound is never too strict.
    schema: { type: 'string', maxLength: max, description: expected },
    fixedBytes: null,
    byteLength: utf8Length,
    write(value, bytes, _view, offset) {
      const length = utf8Length(value);
      if (length > max || !valid(value)) throw new RangeError(`not ${expected}`);
      writeUtf8(value, bytes, offset);
      return offset + length;
    },
    read(bytes, _view, start, end) {
      expectAtMost(max, end - start);
      const value = utf8Text(bytes, start, end);
      if (value === undefined) throw new Malformed('not UTF-8');
      return checked(value);
    },
    toJson: (value) => value,
    fromJson(json) {
      if (typeof json !== 'string' || !json.isWellFormed()) throw new Malformed('expected text');
      expectAtMost(max, utf8Length(json));
      return checked(json);
    },
  };
}

/** As `text`, for what others write as they like: whoever shows it has to make it visible first. */
/* @__NO_SIDE_EFFECTS__ */
export function foreignText(
  max: number,
  expected: string,
  valid: (value: string) => boolean = (value) => value.isWellFormed(),
): Codec<ForeignText> {
  return text(max, expected, (value): value is string => valid(value)) as Codec<ForeignText>;
}

/** 32 bytes held as lowercase hex; `format` and `parse` give the JSON form. */
function hex32<T extends string>(
  format: (value: T) => string,
  parse: (json: string) => T | undefined,
  expected: string,
  pattern: string,
): Codec<T> {
  return {
    schema: { type: 'string', pattern, description: expected },
    fixedBytes: 32,
    byteLength: () => 32,
    write(value, bytes, _view, offset) {
      if (value.length !== 64) throw new RangeError(`not 32 bytes of hex: ${value}`);
      writeHex(value, bytes, offset);
      return offset + 32;
    },
    read(bytes, _view, start, end) {
      expectLength(32, end - start);
      return toHex(bytes.subarray(start, end)) as T;
    },
    toJson: format,
    fromJson(json) {
      const value = typeof json === 'string' ? parse(json) : undefined;
      if (value === undefined) throw new Malformed(`expected ${expected}`);
      return value;
    },
  };
}

/** A hash; 64 lowercase hex digits in JSON. */
export const hashCodec: Codec<Hash> = hex32(
  (value) => value,
  (json) => (isHash(json) ? json : undefined),
  'a hash of 64 lowercase hex digits',
  '^[0-9a-f]{64}$',
);

/** An address; `trellis1…` in JSON. */
export const addressCodec: Codec<Address> = hex32(
  formatAddress,
  parseAddress,
  'an address (trellis1…)',
  // 52 characters of data and 6 of checksum (BIP 350).
  '^trellis1[02-9ac-hj-np-z]{58}$',
);

/** A codec for `T` made from the codec of a wider type, by a check. */
/* @__NO_SIDE_EFFECTS__ */
export function refined<W, T extends W>(
  codec: Codec<W>,
  expected: string,
  valid: (value: W) => value is T,
): Codec<T> {
  const checked = (value: W): T => {
    if (!valid(value)) throw new Malformed(`expected ${expected}`);
    return value;
  };
  return {
    schema: { ...codec.schema, description: expected },
    fixedBytes: codec.fixedBytes,
    byteLength: codec.byteLength,
    write(value, bytes, view, offset) {
      if (!valid(value)) throw new RangeError(`not ${expected}`);
      return codec.write(value, bytes, view, offset);
    },
    read: (bytes, view, start, end) => checked(codec.read(bytes, view, start, end)),
    toJson: codec.toJson,
    fromJson: (json, isAnswer) => checked(codec.fromJson(json, isAnswer)),
  };
}

/** Yes or no: one byte, 0 or 1 (SSZ `boolean`); `true` or `false` in JSON. */
export const boolean: Codec<boolean> = {
  schema: { type: 'boolean' },
  fixedBytes: 1,
  byteLength: () => 1,
  write(value, bytes, _view, offset) {
    bytes[offset] = value ? 1 : 0;
    return offset + 1;
  },
  read(bytes, _view, start, end) {
    expectLength(1, end - start);
    const byte = bytes[start];
    if (byte !== 0 && byte !== 1) throw new Malformed(`expected the byte 0 or 1, not ${byte}`);
    return byte === 1;
  },
  toJson: (value) => value,
  fromJson(json) {
    if (typeof json !== 'boolean') throw new Malformed('expected true or false');
    return json;
  },
};

/** A boolean of a file: once written as "yes" and "no", which is still read. */
export const fileBoolean: Codec<boolean> = {
  ...boolean,
  fromJson: (json) => json === 'yes' || (json !== 'no' && boolean.fromJson(json)),
};

/** One of a few names, each with a stable number of one byte; the name in JSON. */
/* @__NO_SIDE_EFFECTS__ */
export function tag<T extends string>(numbers: Readonly<Record<T, number>>): Codec<T> {
  const entries = Object.entries<number>(numbers) as [T, number][];
  const nameOf = new Map(entries.map(([name, number]) => [number, name]));
  const expected = entries.map(([name]) => name).join(', ');
  return {
    schema: { type: 'string', enum: entries.map(([name]) => name) },
    fixedBytes: 1,
    byteLength: () => 1,
    write(value, bytes, _view, offset) {
      bytes[offset] = numbers[value];
      return offset + 1;
    },
    read(bytes, _view, start, end) {
      expectLength(1, end - start);
      const name = nameOf.get(bytes[start] ?? -1);
      if (name === undefined) throw new Malformed(`expected the number of one of: ${expected}`);
      return name;
    },
    toJson: (value) => value,
    fromJson(json) {
      const name = entries.find(([candidate]) => candidate === json)?.[0];
      if (name === undefined) {
        throw new Malformed(`expected one of: ${expected}`, [], typeof json === 'string');
      }
      return name;
    },
  };
}

/** A plain `Uint8Array` also of a part of Node's `Buffer`. A copy would cost more than all else about a field. */
function viewOf(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start);
}

function expectLength(expected: number, actual: number): void {
  if (actual !== expected) throw new Malformed(`expected ${expected} bytes, not ${actual}`);
}

function expectAtMost(max: number, actual: number): void {
  if (actual > max) throw new Malformed(`expected at most ${max} bytes, not ${actual}`);
}

function base64Schema(minBytes: number, maxBytes: number): JsonSchema {
  const characters = (bytes: number): number => 4 * Math.ceil(bytes / 3);
  return {
    type: 'string',
    contentEncoding: 'base64',
    minLength: characters(minBytes),
    maxLength: characters(maxBytes),
  };
}

function base64Bytes(json: Json): Uint8Array {
  if (typeof json === 'string') {
    try {
      return fromBase64(json);
    } catch {
      // Reported below: the engine's message says nothing a user could act on.
    }
  }
  throw new Malformed('expected base64 with padding');
}
