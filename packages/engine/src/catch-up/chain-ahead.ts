/** The chain with blocks on top that are executed and not on disk yet: what catching up builds on. */
import type { State } from '@trellis/ledger';
import type { Height, RecordOf, StateKey, StateKind } from '@trellis/protocol';
import {
  type Chain,
  type ChainView,
  createView,
  type ExecutedBlock,
  treeNodesMax,
} from '../chain/chain.ts';

export interface ChainAhead extends ChainView {
  /** Puts the next block on top. */
  extend(block: ExecutedBlock): void;
  /** Begins again on top of the chain if that has gone further by itself; says whether it has. */
  follow(): boolean;
  /** The blocks up to this height are on disk, and are read from there. */
  written(height: Height): void;
  /**
   * Whether the next block may be put on top: not while so much of the tree is in memory that it should be written before,
   * and not by software that does not know the rules of that block.
   */
  canExtend(): boolean;
}

interface Change {
  readonly record: RecordOf<StateKind> | null;
  readonly height: Height;
}

/** Nothing is ahead yet. Nobody else may extend the chain other than by the same blocks. */
export function createChainAhead(
  chain: Chain,
  knows: (view: Pick<ChainView, 'head' | 'state'>) => boolean,
): ChainAhead {
  let head = chain.head();
  let tree = chain.tree();
  const changes = new Map<StateKey, Change>();
  const stored = chain.state();
  const state: State = {
    get<K extends StateKind>(key: StateKey<K>) {
      const changed = changes.get(key);
      // Only executed blocks fill the map, with records of their keys' kinds.
      return changed === undefined
        ? stored.get(key)
        : ((changed.record ?? undefined) as RecordOf<K>);
    },
  };

  return {
    ...createView(chain, () => ({ head, tree, state })),
    extend({ final, execution }) {
      const { height } = final.header;
      for (const [key, record] of execution.changes) changes.set(key, { record, height });
      head = final;
      tree = execution.treeUpdate.tree;
    },
    follow() {
      if (chain.head().header.height <= head.header.height) return false;
      changes.clear();
      head = chain.head();
      tree = chain.tree();
      return true;
    },
    written(height) {
      for (const [key, change] of changes) if (change.height <= height) changes.delete(key);
      // The chain's tree has forgotten what can be read again; ours can only while it is the same one.
      if (height === head.header.height) tree = chain.tree();
    },
    canExtend: () =>
      tree.nodesLoaded <= 2 * treeNodesMax && knows({ head: () => head, state: () => state }),
  };
}
