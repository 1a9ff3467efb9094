/** The newest state, read from the database synchronously, with the records in use kept decoded. */
import type { State, StateChanges } from '@trellis/ledger';
import { decodeStateRecord, type RecordOf, type StateKey, type StateKind } from '@trellis/protocol';

/** Decoded records that are kept; the rest is a LevelDB read (about 2 µs) and a decode away. */
const cachedMax = 200_000;

export interface LevelState extends State {
  /** Takes over what has just been written. */
  accept(changes: StateChanges): void;
}

export function openState(read: (key: StateKey) => Uint8Array | undefined): LevelState {
  const cached = new Map<StateKey, RecordOf<StateKind> | null>();

  function keep(key: StateKey, record: RecordOf<StateKind> | null): void {
    // A Map keeps the order of insertion, so its first key is the oldest.
    if (cached.size >= cachedMax) {
      const [oldest] = cached.keys();
      if (oldest !== undefined) cached.delete(oldest);
    }
    cached.set(key, record);
  }

  return {
    get<K extends StateKind>(key: StateKey<K>): RecordOf<K> | undefined {
      const known = cached.get(key);
      if (known !== undefined) return (known ?? undefined) as RecordOf<K> | undefined;
      const bytes = read(key);
      const record = bytes === undefined ? null : decodeStateRecord(key, bytes);
      keep(key, record);
      return (record ?? undefined) as RecordOf<K> | undefined;
    },
    accept(changes) {
      for (const [key, record] of changes) {
        cached.delete(key);
        keep(key, record);
      }
    },
  };
}
