/**
 * The state as an audit computes it again, with the pages of its tree. Both are encoded when they are asked for, at the end:
 * a block changes what the block before it changed.
 */
import {
  emptyTree,
  encodePage,
  type State,
  type StateChanges,
  type StateTree,
  type TreeUpdate,
  updateTree,
} from '@trellis/ledger';
import {
  decodeTrustedStateRecord,
  encodeStateRecord,
  mapKeyHash,
  mapValueHash,
  type RecordOf,
  type StateKey,
  type StateKind,
} from '@trellis/protocol';
import { openState } from '../level/level-state.ts';

export interface RecomputedState {
  readonly state: State;
  /** By state key. */
  entries(): ReadonlyMap<string, Uint8Array>;
  /** By path. */
  pages(): ReadonlyMap<string, Uint8Array>;
  keep(changes: StateChanges, update: TreeUpdate): void;
}

/** The state that has these entries: its tree follows from them. */
export function recomputedState(
  first: ReadonlyMap<string, Uint8Array> = new Map(),
): RecomputedState & { readonly tree: StateTree } {
  const changed = new Map<StateKey, RecordOf<StateKind> | null>();
  const tops: Tops = new Map();
  const state = openState(<K extends StateKind>(key: StateKey<K>): RecordOf<K> | null => {
    const record = changed.get(key);
    // Only executed blocks fill the map, with records of their keys' kinds.
    if (record !== undefined) return record as RecordOf<K> | null;
    const bytes = first.get(key);
    return bytes === undefined ? null : decodeTrustedStateRecord(key, bytes);
  });
  const update = updateTree(
    emptyTree,
    // Keys of the map are keys of the state.
    [...first].map(([key, value]) => [mapKeyHash(key as StateKey), mapValueHash(value)] as const),
  );
  keepTops(tops, update);
  return {
    state,
    tree: update.tree,
    entries() {
      const entries = new Map(first);
      for (const [key, record] of changed) {
        if (record === null) entries.delete(key);
        else entries.set(key, encodeStateRecord(key, record));
      }
      return entries;
    },
    pages: () => new Map([...tops].map(([path, top]) => [path, encodePage(top)])),
    keep(changes, next) {
      for (const [key, record] of changes) changed.set(key, record);
      keepTops(tops, next);
      state.accept(changes);
    },
  };
}

/** The top node of each page: all that is below it is of the same tree, since a change below changes it. */
type Tops = Map<string, Parameters<typeof encodePage>[0]>;

function keepTops(tops: Tops, update: TreeUpdate): void {
  for (const [path, top] of update.written) tops.set(path, top);
  for (const path of update.removed) tops.delete(path);
}
