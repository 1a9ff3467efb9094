/**
 * Reading the answers of nodes that may be newer or older than this program: what newer ones have more is passed over or
 * kept as unknown, and what older ones do not have yet is `null`, but for what is hashed again, which has to be understood
 * whole. All else that is read stays strict.
 */
import {
  attempt,
  type Codec,
  type Decoded,
  type Json,
  Malformed,
  type RecordCodec,
} from './codec.ts';

/** A code or a kind that this program does not know, as the answer has it. */
export interface UnknownCode {
  readonly type: 'unknown';
  readonly original: Json;
}

/**
 * Reads an answer from JSON. Fields that are unknown are passed over; missing ones are refused by name, but for those that
 * were added later.
 */
export function decodeAnswer<T>(codec: Codec<T>, json: unknown): Decoded<T> {
  return attempt(() => codec.fromJson(json as Json, true));
}

/** What newer nodes may have more kinds of. In answers, one that is unknown, itself or in a part, is kept as such. */
/* @__NO_SIDE_EFFECTS__ */
export function open<T>(codec: Codec<T>): Codec<T | UnknownCode> {
  const known = (value: T | UnknownCode): T => {
    if (isUnknown(value)) throw new RangeError('an unknown code has no encoding');
    return value;
  };
  return {
    ...codec,
    byteLength: (value) => codec.byteLength(known(value)),
    write: (value, bytes, view, offset) => codec.write(known(value), bytes, view, offset),
    toJson: (value) => (isUnknown(value) ? value.original : codec.toJson(value)),
    fromJson(json, isAnswer) {
      try {
        return codec.fromJson(json, isAnswer);
      } catch (error) {
        const isNew = isAnswer && error instanceof Malformed && error.isUnknownCode;
        if (isNew) return { type: 'unknown', original: json };
        throw error;
      }
    },
  };
}

/**
 * A field that an answer got after the first release of it: nodes always write it, and `null` is read where an older one
 * leaves it out, which means that nobody knows. Nothing else may be concluded from its absence.
 */
/* @__NO_SIDE_EFFECTS__ */
export function addedLater<T>(codec: Codec<T>): Codec<T | null> {
  const known = (value: T | null): T => {
    if (value === null) throw new RangeError('a field that a node left out has no encoding');
    return value;
  };
  return {
    ...codec,
    absence: { value: null },
    byteLength: (value) => codec.byteLength(known(value)),
    write: (value, bytes, view, offset) => codec.write(known(value), bytes, view, offset),
    toJson: (value) => (value === null ? null : codec.toJson(value)),
  };
}

/** What is hashed again by whoever gets it: in answers too, anything unknown in it is refused. */
/* @__NO_SIDE_EFFECTS__ */
export function exact<T>(codec: Codec<T>): Codec<T> {
  return { ...codec, fromJson: (json) => codec.fromJson(json) };
}

/** A record as a node reports it: in its own JSON form, with parts of which newer nodes may have more kinds. */
/* @__NO_SIDE_EFFECTS__ */
export function reportedForm<T>(
  record: Pick<Codec<unknown>, 'schema'>,
  open: RecordCodec<T>,
): RecordCodec<T> {
  return { ...open, schema: record.schema };
}

export function isUnknown<T>(value: T | UnknownCode): value is UnknownCode {
  return (
    typeof value === 'object' &&
    value !== null &&
    'original' in value &&
    'type' in value &&
    value.type === 'unknown'
  );
}

/** A code for people, or the type of what is unknown, as the node has it. */
export function codeText(code: string | UnknownCode): string {
  if (!isUnknown(code)) return code;
  const { original } = code;
  if (typeof original === 'string') return original;
  const isTyped = typeof original === 'object' && original !== null && 'type' in original;
  return String(isTyped ? original.type : 'unknown');
}
