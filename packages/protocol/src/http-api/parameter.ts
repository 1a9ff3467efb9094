/** Parameters of calls: where each stands, and how its value is written as text and read strictly. */
import { type Codec, Malformed } from '../codec.ts';
import type { JsonSchema } from '../json-schema.ts';

/** How values of one type are text in a URL or a header. */
export interface TextForm<T> {
  readonly schema: JsonSchema;
  /** Throws `Malformed`. */
  parse(text: string): T;
  format(value: T): string;
}

interface Described<T> extends TextForm<T> {
  readonly description: string;
  /** A value as a caller writes it. */
  readonly example: string;
}

/** A part of the path, named in it in braces. */
export interface PathParameter<T> extends Described<T> {
  readonly in: 'path';
}

/** What may be left out; it then means `absent`. */
export interface OptionalParameter<T, Absent extends T | undefined> extends Described<T> {
  readonly in: 'query' | 'header';
  readonly absent: Absent;
}

export type Parameter<T = unknown> = PathParameter<T> | OptionalParameter<T, T | undefined>;

/** By their names, which are those of the API; headers are named in any case. */
export type Parameters = Readonly<Record<string, Parameter>>;

/** What a handler gets of a parameter. */
export type ParameterValue<P> =
  P extends PathParameter<infer T>
    ? T
    : P extends OptionalParameter<infer T, infer Absent>
      ? T | Absent
      : never;

type Words<T> = Omit<Described<T>, keyof TextForm<T>>;

/** A part of the path. */
/* @__NO_SIDE_EFFECTS__ */
export function inPath<T>(form: TextForm<T>, words: Words<T>): PathParameter<T> {
  return { in: 'path', ...form, ...words };
}

/** Of the query, and `absent` when it isn't there. */
/* @__NO_SIDE_EFFECTS__ */
export function inQuery<T, Absent extends T | undefined>(
  form: TextForm<T>,
  absent: Absent,
  words: Words<T>,
): OptionalParameter<T, Absent> {
  return { in: 'query', absent, ...form, ...words };
}

/** A header, and `absent` when it isn't there or is empty. */
/* @__NO_SIDE_EFFECTS__ */
export function inHeader<T, Absent extends T | undefined>(
  form: TextForm<T>,
  absent: Absent,
  words: Words<T>,
): OptionalParameter<T, Absent> {
  return { in: 'header', absent, ...form, ...words };
}

/** The JSON text of a codec, without its quotes. */
/* @__NO_SIDE_EFFECTS__ */
export function textOf<T>(codec: Codec<T>): TextForm<T> {
  const { schema } = codec;
  return {
    schema,
    parse(text) {
      try {
        return codec.fromJson(text);
      } catch (error) {
        if (!(error instanceof Malformed) || schema.description === undefined) throw error;
        throw new Malformed(`expected ${schema.description}`);
      }
    },
    format: (value) => String(codec.toJson(value)),
  };
}

/** A whole number in decimal, which `expected` describes. */
/* @__NO_SIDE_EFFECTS__ */
export function numberText(
  minimum: number,
  maximum: number,
  expected = `a number from ${minimum} to ${maximum}`,
): TextForm<number> {
  return {
    schema: { type: 'integer', minimum, maximum, description: expected },
    parse(text) {
      const value = /^(0|[1-9][0-9]{0,8})$/.test(text) ? Number(text) : Number.NaN;
      if (value >= minimum && value <= maximum) return value;
      throw new Malformed(`expected ${expected}`);
    },
    format: String,
  };
}
