/** The newest state, read from the database synchronously, with the records in use kept decoded. */
import type { State, StateChanges } from '@trellis/ledger';
import type { RecordOf, StateKey, StateKind } from '@trellis/protocol';

/** Decoded records that are kept; the rest is a LevelDB read (about 2 µs), a decode and a comparison with the tree away. */
const cachedMax = 200_000;

export interface LevelState extends State {
  /** Takes over what has just been written. */
  accept(changes: StateChanges): void;
}

export function openState(
  read: <K extends StateKind>(key: StateKey<K>) => RecordOf<K> | null,
  keptMax = cachedMax,
): LevelState {
  // Two generations: when the younger is full, the older is forgotten whole. Taking the oldest entry out
  // of one map each time passes over all the holes that earlier ones left: 85 µs an entry at this size. A list
  // in the order of use, as lru-cache has, makes each read of a kept record take one and a half times as long.
  let younger = new Map<StateKey, RecordOf<StateKind> | null>();
  let older: typeof younger = new Map();

  function keep(key: StateKey, record: RecordOf<StateKind> | null): void {
    if (younger.size >= keptMax / 2) {
      older = younger;
      younger = new Map();
    }
    younger.set(key, record);
  }

  /** What is used stays. */
  function cached(key: StateKey): RecordOf<StateKind> | null | undefined {
    const known = younger.get(key);
    if (known !== undefined) return known;
    const old = older.get(key);
    if (old !== undefined) keep(key, old);
    return old;
  }

  return {
    get<K extends StateKind>(key: StateKey<K>): RecordOf<K> | undefined {
      const known = cached(key);
      if (known !== undefined) return (known ?? undefined) as RecordOf<K> | undefined;
      const record = read(key);
      keep(key, record);
      return (record ?? undefined) as RecordOf<K> | undefined;
    },
    accept(changes) {
      for (const [key, record] of changes) keep(key, record);
    },
  };
}
