/**
 * The one encoding of everything that is hashed, signed, stored or sent: SSZ, as specified in
 * ethereum/consensus-specs `ssz/simple-serialize.md`. A codec writes a value in exactly one way, and
 * reads back nothing else; it also gives the value's JSON form, so that both come from one schema.
 *
 * `docs/decisions/0002-encoding.md` says why these few hundred lines and not a library.
 */
import { equalBytes } from '@trellis/crypto';

/** Any value that `JSON.parse` can give. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** How one type is written and read. `view` covers the same bytes as `bytes`. */
export interface Codec<T> {
  /** Encoded size in bytes when it is the same for every value; else `null`. */
  readonly fixedBytes: number | null;
  /** Encoded size of this value. */
  byteLength(value: T): number;
  /** Writes `byteLength(value)` bytes at `offset`. Throws a `RangeError` for a value out of range. */
  write(value: T, bytes: Uint8Array, view: DataView, offset: number): void;
  /** Reads the bytes from `start` to `end`, all of them. Throws `Malformed`. */
  read(bytes: Uint8Array, view: DataView, start: number, end: number): T;
  toJson(value: T): Json;
  /** Throws `Malformed`. */
  fromJson(json: Json): T;
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

export type Decoded<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: DecodeProblem };

/** Thrown by codecs while they read; `decode` and `decodeJson` turn it into a value. */
export class Malformed extends Error {
  readonly path: readonly string[];

  constructor(message: string, path: readonly string[] = []) {
    super(message);
    this.path = path;
  }
}

/** Runs `read` so that a problem inside it is reported as being at `key`. */
export function at<T>(key: string | number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Malformed) throw new Malformed(error.message, [`${key}`, ...error.path]);
    throw error;
  }
}

/** The encoding of a value. Throws a `RangeError` for a value its type does not allow. */
export function encode<T>(codec: Codec<T>, value: T): Uint8Array {
  const bytes = new Uint8Array(codec.byteLength(value));
  codec.write(value, bytes, viewOf(bytes), 0);
  return bytes;
}

/** Reads an encoding made by `encode`; anything else, a longer or another one of the same value, is refused. */
export function decode<T>(codec: Codec<T>, bytes: Uint8Array): Decoded<T> {
  return attempt(() => {
    const value = codec.read(bytes, viewOf(bytes), 0, bytes.length);
    // The readers are strict already; this makes "one encoding per value" hold whatever they miss.
    if (!equalBytes(encode(codec, value), bytes)) throw new Malformed('not the canonical encoding');
    return value;
  });
}

/** Reads a value from JSON. Unknown and missing fields are refused by name. */
export function decodeJson<T>(codec: Codec<T>, json: unknown): Decoded<T> {
  return attempt(() => codec.fromJson(json as Json));
}

/** As `decode`, for bytes that this node wrote itself: damage is a fault of the disk, so it throws. */
export function decodeTrusted<T>(codec: Codec<T>, bytes: Uint8Array, what: string): T {
  const decoded = decode(codec, bytes);
  if (decoded.ok) return decoded.value;
  const { path, message } = decoded.problem;
  throw new Error(`stored ${what} is damaged${path === '' ? '' : ` at ${path}`}: ${message}`);
}

function attempt<T>(read: () => T): Decoded<T> {
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
