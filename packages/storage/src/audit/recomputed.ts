/** The state as an audit computes it again, with the pages of its tree. */
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
import { type LevelState, openState } from '../level/level-state.ts';

export interface RecomputedState {
  readonly state: State;
  /** By state key, and by path. */
  readonly entries: ReadonlyMap<string, Uint8Array>;
  readonly pages: ReadonlyMap<string, Uint8Array>;
  keep(changes: StateChanges, update: TreeUpdate): void;
}

/** The state that has these entries: its tree follows from them. */
export function recomputedState(
  first: ReadonlyMap<string, Uint8Array> = new Map(),
): RecomputedState & { readonly tree: StateTree } {
  const entries = new Map(first);
  const pages = new Map<string, Uint8Array>();
  const state = stateOf(entries);
  const update = updateTree(
    emptyTree,
    // Keys of the map are keys of the state.
    [...first].map(([key, value]) => [mapKeyHash(key as StateKey), mapValueHash(value)] as const),
  );
  keepPages(pages, update);
  return {
    state,
    entries,
    pages,
    tree: update.tree,
    keep(changes, next) {
      for (const [key, record] of changes) {
        if (record === null) entries.delete(key);
        else entries.set(key, encodeStateRecord(key, record));
      }
      keepPages(pages, next);
      state.accept(changes);
    },
  };
}

function stateOf(entries: ReadonlyMap<string, Uint8Array>): LevelState {
  return openState(<K extends StateKind>(key: StateKey<K>): RecordOf<K> | null => {
    const bytes = entries.get(key);
    return bytes === undefined ? null : decodeTrustedStateRecord(key, bytes);
  });
}

function keepPages(pages: Map<string, Uint8Array>, update: TreeUpdate): void {
  for (const [path, top] of update.written) pages.set(path, encodePage(top));
  for (const path of update.removed) pages.delete(path);
}
