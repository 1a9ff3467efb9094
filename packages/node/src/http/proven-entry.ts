/** Entries of the newest final state with everything that proves them. */
import { proveKey } from '@trellis/ledger';
import {
  encodeStateRecord,
  mapKeyHash,
  type RecordOf,
  type StateKey,
  type StateKind,
} from '@trellis/protocol';
import type { ProvenEntry } from '@trellis/protocol/http-api';
import type { ApiSources } from './sources.ts';

/** An entry of the newest final state with its proof; synchronous, so that all of it is of one block. */
export function provenEntry<K extends StateKind>(
  { engine, store }: ApiSources,
  key: StateKey<K>,
): { record: RecordOf<K> | undefined; entry: ProvenEntry } {
  const { header, certificate } = engine.chain.head();
  const record = store.state.get(key);
  const value = record === undefined ? null : encodeStateRecord(key, record);
  const proof = proveKey(engine.chain.tree(), mapKeyHash(key));
  return { record, entry: { key, value, proof, header, certificate } };
}
