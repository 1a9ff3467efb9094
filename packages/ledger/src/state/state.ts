/** The state as the rules see it: records by their keys, and changes laid over them. */
import type { RecordOf, StateKey, StateKind } from '@trellis/protocol';

/** Records are immutable; a changed one is a new one. */
export interface State {
  get<K extends StateKind>(key: StateKey<K>): RecordOf<K> | undefined;
}

/** New records by their keys; `null` removes. */
export type StateChanges = ReadonlyMap<StateKey, RecordOf<StateKind> | null>;

/** A state with changes on top that can be kept or dropped. */
export interface Draft extends State {
  set<K extends StateKind>(key: StateKey<K>, record: RecordOf<K> | null): void;
  readonly changes: StateChanges;
}

/** An empty set of changes over a state. */
export function createDraft(base: State): Draft {
  const changes = new Map<StateKey, RecordOf<StateKind> | null>();
  return {
    changes,
    get<K extends StateKind>(key: StateKey<K>) {
      const changed = changes.get(key);
      // Only `set` fills the map, with a record of the key's kind.
      return changed === undefined ? base.get(key) : ((changed ?? undefined) as RecordOf<K>);
    },
    set(key, record) {
      changes.set(key, record);
    },
  };
}

/** Takes the changes of one draft over into the one below it. */
export function keepChanges(draft: Draft, into: Draft): void {
  for (const [key, record] of draft.changes) into.set(key, record);
}

/** A state without records. */
export const emptyState: State = { get: () => undefined };
