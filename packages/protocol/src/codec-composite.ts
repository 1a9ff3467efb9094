/** Codecs of the types with parts: containers, lists, unions and optional values. */
import { at, type Codec, type Json, Malformed } from './codec.ts';

/** Size of an offset in the fixed part of a container or list (SSZ `BYTES_PER_LENGTH_OFFSET`). */
const offsetBytes = 4;

/** A codec of any type; what is inside is found by inference. */
// biome-ignore lint/suspicious/noExplicitAny: a codec is invariant, so no narrower type takes them all
type AnyCodec = Codec<any>;

/** A record with these fields in this order. */
export function container<F extends Readonly<Record<string, AnyCodec>>>(
  fields: F,
): Codec<{ readonly [K in keyof F]: F[K] extends Codec<infer T> ? T : never }> {
  type Value = { readonly [K in keyof F]: F[K] extends Codec<infer T> ? T : never };
  const entries = Object.entries<AnyCodec>(fields);
  const fixedPartBytes = entries.reduce(
    (sum, [, { fixedBytes }]) => sum + (fixedBytes ?? offsetBytes),
    0,
  );
  const isFixed = entries.every(([, { fixedBytes }]) => fixedBytes !== null);
  return {
    fixedBytes: isFixed ? fixedPartBytes : null,
    byteLength(value) {
      let length = fixedPartBytes;
      for (const [key, codec] of entries) {
        if (codec.fixedBytes === null) length += codec.byteLength(value[key as keyof Value]);
      }
      return length;
    },
    write(value, bytes, view, offset) {
      let fixed = offset;
      let variable = offset + fixedPartBytes;
      for (const [key, codec] of entries) {
        const part = value[key as keyof Value];
        if (codec.fixedBytes === null) {
          view.setUint32(fixed, variable - offset, true);
          codec.write(part, bytes, view, variable);
          variable += codec.byteLength(part);
          fixed += offsetBytes;
        } else {
          codec.write(part, bytes, view, fixed);
          fixed += codec.fixedBytes;
        }
      }
    },
    read(bytes, view, start, end) {
      if (end - start < fixedPartBytes) {
        throw new Malformed(`expected at least ${fixedPartBytes} bytes, not ${end - start}`);
      }
      const ends = partEnds(entries, view, start, end, fixedPartBytes);
      const value: Record<string, unknown> = {};
      let fixed = start;
      let variable = start + fixedPartBytes;
      for (const [index, [key, codec]] of entries.entries()) {
        const from = codec.fixedBytes === null ? variable : fixed;
        const to = codec.fixedBytes === null ? (ends[index] ?? end) : fixed + codec.fixedBytes;
        value[key] = at(key, () => codec.read(bytes, view, from, to));
        fixed += codec.fixedBytes ?? offsetBytes;
        if (codec.fixedBytes === null) variable = to;
      }
      return value as Value;
    },
    toJson(value) {
      return Object.fromEntries(
        entries.map(([key, codec]) => [key, codec.toJson(value[key as keyof Value])]),
      );
    },
    fromJson(json) {
      const object = expectObject(json);
      for (const key of Object.keys(object)) {
        if (!Object.hasOwn(fields, key)) throw new Malformed(`unknown field "${key}"`);
      }
      const value = entries.map(([key, codec]) => {
        const part = object[key];
        if (part === undefined) throw new Malformed(`missing field "${key}"`);
        return [key, at(key, () => codec.fromJson(part))];
      });
      return Object.fromEntries(value) as Value;
    },
  };
}

/** Where each variable part of a container ends, from the offsets in its fixed part. */
function partEnds(
  entries: readonly [string, AnyCodec][],
  view: DataView,
  start: number,
  end: number,
  fixedPartBytes: number,
): (number | undefined)[] {
  const ends: (number | undefined)[] = [];
  let position = start;
  let previous: number | undefined;
  let expectedFirst: number | null = fixedPartBytes;
  for (const [index, [key, codec]] of entries.entries()) {
    if (codec.fixedBytes === null) {
      const offset = view.getUint32(position, true);
      if (expectedFirst !== null && offset !== expectedFirst) {
        throw new Malformed(`expected offset ${expectedFirst}, not ${offset}`, [key]);
      }
      expectedFirst = null;
      const partStart = start + offset;
      if (partStart > end) throw new Malformed('offset is past the end', [key]);
      if (previous !== undefined) {
        if (partStart < (ends[previous] ?? 0)) throw new Malformed('offsets go back', [key]);
        ends[previous] = partStart;
      }
      // Holds this part's start until the next part's offset tells its end.
      ends[index] = partStart;
      previous = index;
    }
    position += codec.fixedBytes ?? offsetBytes;
  }
  if (previous !== undefined) ends[previous] = end;
  return ends;
}

/** From `min` to `max` values of one type. */
export function list<T>(element: Codec<T>, max: number, min = 0): Codec<readonly T[]> {
  const { fixedBytes } = element;
  const expectCount = (count: number): void => {
    if (count < min || count > max) throw new Malformed(`expected ${min} to ${max}, not ${count}`);
  };
  return {
    fixedBytes: null,
    byteLength(values) {
      if (fixedBytes !== null) return values.length * fixedBytes;
      let length = values.length * offsetBytes;
      for (const value of values) length += element.byteLength(value);
      return length;
    },
    write(values, bytes, view, offset) {
      if (values.length < min || values.length > max) {
        throw new RangeError(`not ${min} to ${max} elements: ${values.length}`);
      }
      let position = offset + (fixedBytes === null ? values.length * offsetBytes : 0);
      for (const [index, value] of values.entries()) {
        if (fixedBytes === null) {
          view.setUint32(offset + index * offsetBytes, position - offset, true);
        }
        element.write(value, bytes, view, position);
        position += fixedBytes ?? element.byteLength(value);
      }
    },
    read(bytes, view, start, end) {
      const bounds = elementBounds(view, start, end, fixedBytes, max);
      expectCount(bounds.length - 1);
      return bounds.slice(0, -1).map((from, index) => {
        const to = bounds[index + 1] ?? end;
        return at(index, () => element.read(bytes, view, from, to));
      });
    },
    toJson: (values) => values.map((value) => element.toJson(value)),
    fromJson(json) {
      if (!Array.isArray(json)) throw new Malformed('expected a list');
      expectCount(json.length);
      return json.map((value: Json, index) => at(index, () => element.fromJson(value)));
    },
  };
}

/** The start of each element of a list, and the list's end. */
function elementBounds(
  view: DataView,
  start: number,
  end: number,
  fixedBytes: number | null,
  max: number,
): number[] {
  const length = end - start;
  if (length === 0) return [start];
  if (fixedBytes !== null) {
    if (length % fixedBytes !== 0) throw new Malformed(`not a multiple of ${fixedBytes} bytes`);
    const count = length / fixedBytes;
    if (count > max) throw new Malformed(`expected at most ${max}, not ${count}`);
    return Array.from({ length: count + 1 }, (_, index) => start + index * fixedBytes);
  }
  if (length < offsetBytes) throw new Malformed('too short for an offset');
  const first = view.getUint32(start, true);
  if (first === 0 || first % offsetBytes !== 0 || first > length) {
    throw new Malformed(`offset ${first} is impossible`);
  }
  const count = first / offsetBytes;
  if (count > max) throw new Malformed(`expected at most ${max}, not ${count}`);
  const bounds: number[] = [];
  let previous = first;
  for (let index = 0; index < count; index++) {
    const offset = view.getUint32(start + index * offsetBytes, true);
    if (offset < previous || offset > length) throw new Malformed('offsets go back', [`${index}`]);
    bounds.push(start + offset);
    previous = offset;
  }
  bounds.push(end);
  return bounds;
}

/**
 * One of several records, told apart by their `type`: a selector byte, then the record.
 * Selectors are given, not counted, so that a retired one is never used again.
 */
export function union<V extends Readonly<Record<string, readonly [selector: number, AnyCodec]>>>(
  variants: V,
): Codec<
  {
    [K in keyof V & string]: { readonly type: K } & (V[K][1] extends Codec<infer T> ? T : never);
  }[keyof V & string]
> {
  type Value = {
    [K in keyof V & string]: { readonly type: K } & (V[K][1] extends Codec<infer T> ? T : never);
  }[keyof V & string];
  const bySelector = new Map(
    Object.entries(variants).map(([type, [selector, codec]]) => [selector, { type, codec }]),
  );
  const expected = Object.keys(variants).join(', ');
  const variantOf = (type: string): readonly [number, AnyCodec] => {
    const variant = variants[type];
    if (variant === undefined) throw new RangeError(`not one of ${expected}: ${type}`);
    return variant;
  };
  return {
    fixedBytes: null,
    byteLength: (value) => 1 + variantOf(value.type)[1].byteLength(value),
    write(value, bytes, view, offset) {
      const [selector, codec] = variantOf(value.type);
      bytes[offset] = selector;
      codec.write(value, bytes, view, offset + 1);
    },
    read(bytes, view, start, end) {
      const variant = start < end ? bySelector.get(bytes[start] ?? -1) : undefined;
      if (variant === undefined)
        throw new Malformed(`expected the selector of one of: ${expected}`);
      const value = at(variant.type, () => variant.codec.read(bytes, view, start + 1, end));
      return { type: variant.type, ...value } as Value;
    },
    toJson: (value) => ({
      type: value.type,
      ...(variantOf(value.type)[1].toJson(value) as Record<string, Json>),
    }),
    fromJson(json) {
      const { type, ...rest } = expectObject(json);
      if (typeof type !== 'string' || !Object.hasOwn(variants, type)) {
        throw new Malformed(`expected "type" to be one of: ${expected}`);
      }
      return { type, ...variantOf(type)[1].fromJson(rest) } as Value;
    },
  };
}

/** A value or nothing: no bytes, or the byte 1 and the value (EIP-6475); `null` in JSON. */
export function optional<T>(codec: Codec<T>): Codec<T | null> {
  return {
    fixedBytes: null,
    byteLength: (value) => (value === null ? 0 : 1 + codec.byteLength(value)),
    write(value, bytes, view, offset) {
      if (value === null) return;
      bytes[offset] = 1;
      codec.write(value, bytes, view, offset + 1);
    },
    read(bytes, view, start, end) {
      if (start === end) return null;
      if (bytes[start] !== 1) throw new Malformed('expected nothing or the byte 1 and a value');
      return codec.read(bytes, view, start + 1, end);
    },
    toJson: (value) => (value === null ? null : codec.toJson(value)),
    fromJson: (json) => (json === null ? null : codec.fromJson(json)),
  };
}

function expectObject(json: Json): Readonly<Record<string, Json>> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new Malformed('expected an object');
  }
  return json as Readonly<Record<string, Json>>;
}
