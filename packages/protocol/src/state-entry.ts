/** Entries of the state: a key, and the record under it in the encoding that the map authenticates. */
import type { Hash } from '@trellis/crypto';
import { type Codec, type Decoded, decode, decodeTrusted, encode, encodeBriefly } from './codec.ts';
import { mapValueHash } from './map-proof.ts';
import { isKeyOf, type StateKey } from './state-key.ts';
import { type RecordOf, recordCodecOf, type StateKind, stateKinds } from './state-kinds.ts';

function recordCodec<K extends StateKind>(key: StateKey<K>): Codec<RecordOf<K>> {
  const kind = key.slice(0, key.indexOf('/'));
  if (!Object.hasOwn(stateKinds, kind)) throw new Error(`the state key ${key} is impossible`);
  // A `StateKey<K>` begins with K: `stateKey` makes no others.
  return recordCodecOf(kind as K);
}

/** The value under a key of the authenticated map. */
export function encodeStateRecord<K extends StateKind>(
  key: StateKey<K>,
  record: RecordOf<K>,
): Uint8Array {
  return encode(recordCodec(key), record);
}

/** What the map commits to of a record. */
export function stateRecordHash<K extends StateKind>(key: StateKey<K>, record: RecordOf<K>): Hash {
  return mapValueHash(encodeBriefly(recordCodec(key), record));
}

/** Reads a value that came from outside. */
export function decodeStateRecord<K extends StateKind>(
  key: StateKey<K>,
  bytes: Uint8Array,
): Decoded<RecordOf<K>> {
  return decode(recordCodec(key), bytes);
}

/** Reads a value that this node wrote. Throws when it is damaged. */
export function decodeTrustedStateRecord<K extends StateKind>(
  key: StateKey<K>,
  bytes: Uint8Array,
): RecordOf<K> {
  return decodeTrusted(recordCodec(key), bytes, key);
}

/** Those of a kind among records by their keys, or among changes, in which `null` stands for none. */
export function* entriesOf<K extends StateKind, R extends RecordOf<StateKind> | null>(
  kind: K,
  entries: Iterable<readonly [StateKey, R]>,
): Generator<readonly [StateKey<K>, RecordOf<K> | Extract<R, null>]> {
  for (const [key, record] of entries) {
    // A record is of its key's kind.
    if (isKeyOf(kind, key)) yield [key, record as unknown as RecordOf<K> | Extract<R, null>];
  }
}
