/** The state as the rules see it: records by their keys, and changes laid over them. */
import type { RecordOf, StateKey, StateKind } from '@trellis/protocol';

/** Records are immutable; a changed one is a new one. */
export interface State {
  get<K extends StateKind>(key: StateKey<K>): RecordOf<K> | undefined;
}

/** New records by their keys; `null` removes. */
export type StateChanges<K extends StateKind = StateKind> = ReadonlyMap<
  StateKey<K>,
  RecordOf<K> | null
>;

/** Kinds of records that have no units in them. */
export type RecordKind = Exclude<StateKind, 'balance' | 'hold'>;

/** A state that rules change, all but units: these move only by rules that get a `UnitsDraft`. */
export interface Overlay<in K extends StateKind = RecordKind> extends State {
  // `in` says what TypeScript does not find out: that a draft of fewer kinds is none of more.
  set<One extends K>(key: StateKey<One>, record: RecordOf<One> | null): void;
}

/** A draft in which units can move too. */
export type UnitsOverlay = Overlay<StateKind>;

/** A state with changes on top that can be kept or dropped. */
export interface ChangedState<K extends StateKind = StateKind> extends Overlay<K> {
  readonly changes: StateChanges<K>;
}

/** An empty set of changes over a state. */
export function createOverlay<K extends StateKind = StateKind>(base: State): ChangedState<K> {
  const changes = new Map<StateKey<K>, RecordOf<K> | null>();
  return {
    changes,
    get<One extends StateKind>(key: StateKey<One>) {
      // Only `set` fills the map, with a record of the key's kind; a key of no such kind is not in it.
      const changed = changes.get(key as StateKey as StateKey<K>);
      return changed === undefined ? base.get(key) : ((changed ?? undefined) as RecordOf<One>);
    },
    set(key, record) {
      changes.set(key, record);
    },
  };
}

/** Takes the changes of one draft over into the one below it. */
export function keepChanges<K extends StateKind>(overlay: ChangedState<K>, into: Overlay<K>): void {
  for (const [key, record] of overlay.changes) into.set(key, record);
}

/** A state without records. */
export const emptyState: State = { get: () => undefined };
