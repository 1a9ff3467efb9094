/**
 * The one encoding of everything that is hashed, signed, stored or sent: SSZ, as specified in
 * ethereum/consensus-specs `ssz/simple-serialize.md`. A codec writes a value in exactly one way, and
 * reads back nothing else; it also gives the value's JSON form, so that both come from one schema.
 *
 * `docs/decisions/0002-encoding.md` says why these few hundred lines and not a library.
 */

import { equalBytes } from '@trellis/crypto';
import type { JsonSchema } from './json-schema.ts';

/** Any value that `JSON.parse` can give. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A record as JSON. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Why a value can't be in a block of a version of the protocol. */
export type BrokenRule = 'not_in_force' | 'forbidden_text';

/** How one type is written and read. `view` covers the same bytes as `bytes`. */
export interface Codec<T> {
  /** What its JSON form may be; `fromJson` checks that and more. */
  readonly schema: JsonSchema;
  /** Encoded size in bytes when it is the same for every value; else `null`. */
  readonly fixedBytes: number | null;
  /** Encoded size of this value. */
  byteLength(value: T): number;
  /**
   * Writes `byteLength(value)` bytes at `offset`; returns where they end. Throws a `RangeError` for a
   * value out of range.
   */
  write(value: T, bytes: Uint8Array, view: DataView, offset: number): number;
  /** Reads the bytes from `start` to `end`, all of them; byte strings in it share their memory. Throws `Malformed`. */
  read(bytes: Uint8Array, view: DataView, start: number, end: number): T;
  toJson(value: T): Json;
  /**
   * Throws `Malformed`. Of an answer of a node that may be newer (see `answer.ts`), fields that this program does not
   * know are passed over; else they are refused.
   */
  fromJson(json: Json, isAnswer?: boolean): T;
  /** As a field of an answer: what it means that a node which is older leaves the field out (`addedLater`). */
  readonly absence?: { readonly value: T };
  /** What keeps a value out of blocks of a version of the protocol; missing where versions do not differ (`version-rules.ts`). */
  brokenRule?(value: T, version: number): BrokenRule | undefined;
}

/** A codec of records: their JSON form is an object. */
export interface RecordCodec<T> extends Codec<T> {
  toJson(value: T): JsonObject;
}

/** The value type of a codec. */
export type ValueOf<C> = C extends Codec<infer T> ? T : never;

/** What was wrong with some bytes or some JSON, and where in the structure. */
export interface DecodeProblem {
  readonly code: 'malformed';
  /** Path of field names and list positions, such as `operations.0.amount`; empty for the whole. */
  readonly path: string;
  readonly message: string;
}

/** A value that was read from outside, or why it was not. */
export type Decoded<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: DecodeProblem };

/** Thrown by codecs while they read; `decode` and `decodeJson` turn it into a value. */
export class Malformed extends Error {
  readonly path: readonly string[];
  /** Whether all that was wrong is a code or a kind that this program does not know. */
  readonly isUnknownCode: boolean;

  constructor(message: string, path: readonly string[] = [], isUnknownCode = false) {
    super(message);
    this.path = path;
    this.isUnknownCode = isUnknownCode;
  }
}

/** Runs `read` so that a problem inside it is reported as being at `key`. */
export function at<T>(key: string | number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw within(key, error);
  }
}

/**
 * What an error inside `key` looks like from outside. For loops over many parts: one `try` around the
 * loop costs less than `at` around each part.
 */
export function within(key: string | number, error: unknown): unknown {
  return error instanceof Malformed
    ? new Malformed(error.message, [`${key}`, ...error.path], error.isUnknownCode)
    : error;
}

/** The encoding of a value. Throws a `RangeError` for a value its type does not allow. */
export function encode<T>(codec: Codec<T>, value: T): Uint8Array {
  const bytes = new Uint8Array(codec.byteLength(value));
  codec.write(value, bytes, viewOf(bytes), 0);
  return bytes;
}

/**
 * The same in memory that the next call fills again: for whoever hashes or copies it at once. A block encodes some ten
 * small values for each payment, and to allocate and free each took longer than to write it.
 */
export function encodeBriefly<T>(codec: Codec<T>, value: T): Uint8Array {
  const length = codec.byteLength(value);
  if (length > brief.length) return encode(codec, value);
  codec.write(value, brief, briefView, 0);
  return brief.subarray(0, length);
}

const brief = new Uint8Array(16 * 1024);
const briefView = viewOf(brief);

/**
 * Reads an encoding made by `encode`; anything else, a longer or another one of the same value, is refused.
 * Byte strings of the value share the memory of `bytes`, which must not change after that.
 */
export function decode<T>(codec: Codec<T>, bytes: Uint8Array): Decoded<T> {
  return attempt(() => {
    const view = viewOf(bytes);
    const value = codec.read(bytes, view, 0, bytes.length);
    // The readers are strict already; this makes "one encoding per value" hold whatever they miss.
    if (!encodesTo(codec, value, bytes)) throw new Malformed('not the canonical encoding');
    return value;
  });
}

/**
 * Where `decode` encodes again, only to compare: allocating that much each time costs more than writing
 * it. A batch of transactions fits, as nodes gossip them.
 */
const scratch = new Uint8Array(256 * 1024);
const scratchView = viewOf(scratch);

function encodesTo<T>(codec: Codec<T>, value: T, bytes: Uint8Array): boolean {
  const length = codec.byteLength(value);
  if (length !== bytes.length) return false;
  if (length > scratch.length) return equalBytes(encode(codec, value), bytes);
  codec.write(value, scratch, scratchView, 0);
  return equalBytes(scratch.subarray(0, length), bytes);
}

/**
 * As `decode`, for codecs whose reading alone leaves no second way to write a value, such as a list of byte strings: its
 * offsets follow from their lengths. To write 16 MiB and compare takes 30 ms.
 */
export function decodeByReading<T>(codec: Codec<T>, bytes: Uint8Array): Decoded<T> {
  return attempt(() => codec.read(bytes, viewOf(bytes), 0, bytes.length));
}

/** Reads a value from JSON. Unknown and missing fields are refused by name. */
export function decodeJson<T>(codec: Codec<T>, json: unknown): Decoded<T> {
  return attempt(() => codec.fromJson(json as Json));
}

/** Reads a value from the text of a JSON document. */
export function decodeJsonText<T>(codec: Codec<T>, text: string): Decoded<T> {
  return attempt(() => {
    let json: Json;
    try {
      json = JSON.parse(text);
    } catch (error) {
      throw new Malformed(`it is not JSON: ${(error as Error).message}`);
    }
    return codec.fromJson(json);
  });
}

/** A problem in one line: where in the structure, unless it is the whole, and what. */
export function problemText({ path, message }: DecodeProblem): string {
  return path === '' ? message : `${path}: ${message}`;
}

/** As `decode`, for bytes that this node wrote itself: damage is a fault of the disk, so it throws. */
export function decodeTrusted<T>(codec: Codec<T>, bytes: Uint8Array, what: string): T {
  const decoded = decode(codec, bytes);
  if (decoded.ok) return decoded.value;
  const { path, message } = decoded.problem;
  throw new Error(`stored ${what} is damaged${path === '' ? '' : ` at ${path}`}: ${message}`);
}

/** What `read` gives, or the problem that it throws. */
export function attempt<T>(read: () => T): Decoded<T> {
  try {
    return { ok: true, value: read() };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    const { message, path } = error;
    return { ok: false, problem: { code: 'malformed', path: path.join('.'), message } };
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
