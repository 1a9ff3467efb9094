/** Codecs of the types with parts: containers, lists, unions and optional values. */
import {
  at,
  type Codec,
  type Json,
  type JsonObject,
  Malformed,
  type RecordCodec,
  within,
} from './codec.ts';
import {
  rulesOfElements,
  rulesOfOptional,
  rulesOfParts,
  rulesOfVariants,
} from './composite-rules.ts';
import type { JsonSchema } from './json-schema.ts';

/** Size of an offset in the fixed part of a container or list (SSZ `BYTES_PER_LENGTH_OFFSET`). */
export const offsetBytes = 4;

/** A codec of any type; what is inside is found by inference. */
// biome-ignore lint/suspicious/noExplicitAny: a codec is invariant, so no narrower type takes them all
type AnyCodec = Codec<any>;
// biome-ignore lint/suspicious/noExplicitAny: as above
type AnyRecordCodec = RecordCodec<any>;

/** A record with these fields in this order. */
/* @__NO_SIDE_EFFECTS__ */
export function container<F extends Readonly<Record<string, AnyCodec>>>(
  fields: F,
): RecordCodec<{ readonly [K in keyof F]: F[K] extends Codec<infer T> ? T : never }> {
  type Value = { readonly [K in keyof F]: F[K] extends Codec<infer T> ? T : never };
  const entries = Object.entries<AnyCodec>(fields);
  const layout = layoutOf(entries);
  return {
    schema: {
      type: 'object',
      properties: Object.fromEntries(entries.map(([key, codec]) => [key, codec.schema])),
      required: entries.map(([key]) => key),
      additionalProperties: false,
    },
    fixedBytes: layout.isFixed ? layout.fixedPartBytes : null,
    byteLength(value) {
      let length = layout.fixedPartBytes;
      for (const { key, codec } of layout.variableParts) length += codec.byteLength(value[key]);
      return length;
    },
    write: (value, bytes, view, offset) => writeParts(layout, value, bytes, view, offset),
    read: (bytes, view, start, end) => readParts(layout, bytes, view, start, end) as Value,
    toJson: (value) =>
      Object.fromEntries(entries.map(([key, codec]) => [key, codec.toJson(value[key])])),
    fromJson: (json, isAnswer = false) => partsFromJson(fields, entries, json, isAnswer) as Value,
    ...rulesOfParts(entries),
  };
}

type Values = Readonly<Record<string, unknown>>;

/** A field of a container, with what is asked of it each time at hand. */
interface Part {
  readonly key: string;
  readonly codec: AnyCodec;
  readonly fixedBytes: number | null;
}

/** Where the fields of a container are: in its fixed part, or behind it at an offset that stands there. */
interface Layout {
  readonly parts: readonly Part[];
  readonly variableParts: readonly Part[];
  readonly fixedPartBytes: number;
  readonly isFixed: boolean;
}

function layoutOf(entries: readonly (readonly [string, AnyCodec])[]): Layout {
  const parts = entries.map(([key, codec]) => ({ key, codec, fixedBytes: codec.fixedBytes }));
  const variableParts = parts.filter(({ fixedBytes }) => fixedBytes === null);
  const fixedPartBytes = parts.reduce(
    (sum, { fixedBytes }) => sum + (fixedBytes ?? offsetBytes),
    0,
  );
  return { parts, variableParts, fixedPartBytes, isFixed: variableParts.length === 0 };
}

function writeParts(
  { parts, fixedPartBytes }: Layout,
  values: Values,
  bytes: Uint8Array,
  view: DataView,
  offset: number,
): number {
  let fixed = offset;
  let variable = offset + fixedPartBytes;
  for (const { key, codec, fixedBytes } of parts) {
    const part = values[key];
    if (fixedBytes === null) {
      view.setUint32(fixed, variable - offset, true);
      variable = codec.write(part, bytes, view, variable);
      fixed += offsetBytes;
    } else {
      codec.write(part, bytes, view, fixed);
      fixed += fixedBytes;
    }
  }
  return variable;
}

function readParts(
  { parts, fixedPartBytes, isFixed }: Layout,
  bytes: Uint8Array,
  view: DataView,
  start: number,
  end: number,
): Values {
  if (end - start < fixedPartBytes) {
    throw new Malformed(`expected at least ${fixedPartBytes} bytes, not ${end - start}`);
  }
  const ends = isFixed ? noEnds : partEnds(parts, view, start, end, fixedPartBytes);
  const values: Record<string, unknown> = {};
  let fixed = start;
  let variable = start + fixedPartBytes;
  let ended = 0;
  let reading = '';
  try {
    for (const { key, codec, fixedBytes } of parts) {
      reading = key;
      if (fixedBytes === null) {
        const to = ends[ended++] ?? end;
        values[key] = codec.read(bytes, view, variable, to);
        variable = to;
        fixed += offsetBytes;
      } else {
        values[key] = codec.read(bytes, view, fixed, fixed + fixedBytes);
        fixed += fixedBytes;
      }
    }
  } catch (error) {
    throw within(reading, error);
  }
  return values;
}

function partsFromJson(
  fields: Values,
  entries: readonly (readonly [string, AnyCodec])[],
  json: Json,
  isAnswer: boolean,
): Values {
  const object = expectObject(json);
  for (const key of Object.keys(object)) {
    if (!isAnswer && !Object.hasOwn(fields, key)) throw new Malformed(`unknown field "${key}"`);
  }
  const values = entries.map(([key, codec]) => {
    const part = object[key];
    if (part === undefined) {
      if (isAnswer && codec.absence !== undefined) return [key, codec.absence.value];
      throw new Malformed(`missing field "${key}"`);
    }
    return [key, at(key, () => codec.fromJson(part, isAnswer))];
  });
  return Object.fromEntries(values);
}

const noEnds: readonly number[] = [];

/** Where each variable part of a container ends, from the offsets in its fixed part. */
function partEnds(
  parts: readonly Part[],
  view: DataView,
  start: number,
  end: number,
  fixedPartBytes: number,
): readonly number[] {
  const ends: number[] = [];
  let position = start;
  let previous: number | null = null;
  for (const { key, fixedBytes } of parts) {
    if (fixedBytes !== null) {
      position += fixedBytes;
      continue;
    }
    const offset = view.getUint32(position, true);
    position += offsetBytes;
    if (previous === null && offset !== fixedPartBytes) {
      throw new Malformed(`expected offset ${fixedPartBytes}, not ${offset}`, [key]);
    }
    const partStart = start + offset;
    if (partStart > end) throw new Malformed('offset is past the end', [key]);
    if (previous !== null) {
      if (partStart < previous) throw new Malformed('offsets go back', [key]);
      // Where a part begins is where the one before it ends.
      ends.push(partStart);
    }
    previous = partStart;
  }
  ends.push(end);
  return ends;
}

/** From `min` to `max` values of one type. */
/* @__NO_SIDE_EFFECTS__ */
export function list<T>(element: Codec<T>, max: number, min = 0): Codec<readonly T[]> {
  const { fixedBytes } = element;
  const expectCount = (count: number): void => {
    if (count < min || count > max) throw new Malformed(`expected ${min} to ${max}, not ${count}`);
  };
  return {
    schema: { type: 'array', items: element.schema, minItems: min, maxItems: max },
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
      let entry = offset;
      for (const value of values) {
        if (fixedBytes === null) {
          view.setUint32(entry, position - offset, true);
          entry += offsetBytes;
        }
        position = element.write(value, bytes, view, position);
      }
      return position;
    },
    read(bytes, view, start, end) {
      const bounds = elementBounds(view, start, end, fixedBytes, max);
      const count = bounds.length - 1;
      expectCount(count);
      const values: T[] = [];
      try {
        for (let index = 0; index < count; index++) {
          const from = bounds[index] ?? start;
          values.push(element.read(bytes, view, from, bounds[index + 1] ?? end));
        }
      } catch (error) {
        throw within(values.length, error);
      }
      return values;
    },
    toJson: (values) => values.map((value) => element.toJson(value)),
    fromJson(json, isAnswer) {
      if (!Array.isArray(json)) throw new Malformed('expected a list');
      expectCount(json.length);
      return json.map((value: Json, index) => at(index, () => element.fromJson(value, isAnswer)));
    },
    ...rulesOfElements(element),
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
/* @__NO_SIDE_EFFECTS__ */
export function union<
  V extends Readonly<Record<string, readonly [selector: number, AnyRecordCodec]>>,
>(
  variants: V,
): RecordCodec<
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
  const variantOf = (type: string): readonly [number, AnyRecordCodec] => {
    const variant = variants[type];
    if (variant === undefined) throw new RangeError(`not one of ${expected}: ${type}`);
    return variant;
  };
  return {
    schema: {
      oneOf: Object.entries(variants).map(([type, [, codec]]) => withType(type, codec.schema)),
      discriminator: { propertyName: 'type' },
    },
    fixedBytes: null,
    byteLength: (value) => 1 + variantOf(value.type)[1].byteLength(value),
    write(value, bytes, view, offset) {
      const [selector, codec] = variantOf(value.type);
      bytes[offset] = selector;
      return codec.write(value, bytes, view, offset + 1);
    },
    read(bytes, view, start, end) {
      const variant = start < end ? bySelector.get(bytes[start] ?? -1) : undefined;
      if (variant === undefined)
        throw new Malformed(`expected the selector of one of: ${expected}`);
      const value = at(variant.type, () => variant.codec.read(bytes, view, start + 1, end));
      return { type: variant.type, ...value } as Value;
    },
    toJson: (value) => ({ type: value.type, ...variantOf(value.type)[1].toJson(value) }),
    fromJson(json, isAnswer) {
      const { type, ...rest } = expectObject(json);
      if (typeof type !== 'string' || !Object.hasOwn(variants, type)) {
        const isUnknownCode = typeof type === 'string';
        throw new Malformed(`expected "type" to be one of: ${expected}`, [], isUnknownCode);
      }
      return { type, ...variantOf(type)[1].fromJson(rest, isAnswer) } as Value;
    },
    ...rulesOfVariants(variants),
  };
}

/** A value or nothing: no bytes, or the byte 1 and the value (EIP-6475); `null` in JSON. */
/* @__NO_SIDE_EFFECTS__ */
export function optional<T>(codec: Codec<T>): Codec<T | null> {
  return {
    schema: { anyOf: [codec.schema, { type: 'null' }] },
    fixedBytes: null,
    byteLength: (value) => (value === null ? 0 : 1 + codec.byteLength(value)),
    write(value, bytes, view, offset) {
      if (value === null) return offset;
      bytes[offset] = 1;
      return codec.write(value, bytes, view, offset + 1);
    },
    read(bytes, view, start, end) {
      if (start === end) return null;
      if (bytes[start] !== 1) throw new Malformed('expected nothing or the byte 1 and a value');
      return codec.read(bytes, view, start + 1, end);
    },
    toJson: (value) => (value === null ? null : codec.toJson(value)),
    fromJson: (json, isAnswer) => (json === null ? null : codec.fromJson(json, isAnswer)),
    ...rulesOfOptional(codec),
  };
}

/** The schema of a record with its `type` in front. */
function withType(
  type: string,
  { properties = {}, required = [], ...rest }: JsonSchema,
): JsonSchema {
  return {
    ...rest,
    title: type,
    properties: { type: { type: 'string', const: type }, ...properties },
    required: ['type', ...required],
  };
}

function expectObject(json: Json): JsonObject {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new Malformed('expected an object');
  }
  return json as JsonObject;
}
