/**
 * The light client on the state: record → state root. The key follows from what was asked for, never from the
 * answer: a valid proof of another entry proves nothing here.
 */
import {
  encodeStateRecord,
  type MapProof,
  type StateKey,
  type StateKind,
  verifyMapEntry,
} from '@trellis/protocol';
import type { ProvenEntry } from '@trellis/protocol/http-api';
import { ProofError } from './proof-error.ts';

/** An entry that was found to be in the state of a block, or not to be in it. */
export interface VerifiedEntry {
  readonly key: StateKey;
  /** The encoded record; `null`: there is none. */
  readonly value: Uint8Array | null;
  readonly proof: MapProof;
}

/** Checks that an entry is what the state of its header has under this key. Throws `ProofError`. */
export function verifyEntry<K extends StateKind>(
  key: StateKey<K>,
  entry: ProvenEntry<K>,
): VerifiedEntry {
  const { record, proof, header } = entry;
  if (entry.key !== key) {
    throw new ProofError('wrong_entry', `the answer proves ${entry.key} instead of ${key}`);
  }
  const value = record === null ? null : encodeStateRecord(key, record);
  if (!verifyMapEntry(header.stateRoot, key, value, proof)) {
    throw new ProofError(
      'entry_not_proven',
      `the proof of ${key} does not lead to the state root of block ${header.height}`,
    );
  }
  return { key, value, proof };
}
