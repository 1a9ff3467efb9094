/** The newest final block and the state after it: one moves on only with the other. */
import type { BlockCommit, FinalHeader } from '@trellis/engine';
import { emptyTree, openTree, type State, type StateTree } from '@trellis/ledger';
import type { Batch, Database, Snapshot } from './database-interface.ts';
import { keys } from './keyspace.ts';
import { openState } from './level-state.ts';
import { checkedRecord } from './state-at-tip.ts';

export interface Tip {
  readonly state: State;
  readTreePage(path: string): Uint8Array | undefined;
  /** Of the newest state. */
  tree(): StateTree;
  /** Throws before the chain has begun. */
  head(): FinalHeader;
  /** The chain begins with this block. */
  begin(head: FinalHeader): void;
  /**
   * Writes a batch that makes these blocks final. Until it is written, readers see what was before; then
   * all moves on in one moment, `accept` included.
   */
  advance(batch: Batch, commits: readonly BlockCommit[], accept: () => void): Promise<void>;
}

/** `stored` is the newest final block in the database. */
export function createTip(database: Database, stored: FinalHeader | null): Tip {
  let head = stored;
  /**
   * The state as it was, while the next one is being written: whoever reads in between gets either all of
   * the old one or all of the new one, never tree pages of one and records of the other.
   */
  let before: Snapshot | undefined;
  const read = (key: Uint8Array): Uint8Array | undefined =>
    before === undefined ? database.getSync(key) : database.getSync(key, { snapshot: before });
  const readTreePage = (path: string): Uint8Array | undefined => read(keys.treePage(path));
  const treeOf = ({ header }: FinalHeader) => openTree(header.stateRoot, readTreePage);
  let tree = stored === null ? emptyTree : treeOf(stored);
  const state = openState((key) => checkedRecord(database, tree, key, read(keys.state(key))));

  return {
    state,
    readTreePage,
    tree: () => tree,
    head() {
      if (head === null) throw new Error('the store has no chain yet');
      return head;
    },
    begin(first) {
      head = first;
      tree = treeOf(first);
    },
    async advance(batch, commits, accept) {
      const old = database.snapshot();
      before = old;
      try {
        await batch.write({ sync: true });
        accept();
        for (const { changes, final, treeUpdate } of commits) {
          state.accept(changes);
          head = final;
          tree = treeUpdate.tree;
        }
      } finally {
        before = undefined;
        old.close().catch(() => undefined);
      }
    },
  };
}
