/** The newest final block, the state after it, and what the next block is judged by. */
import type { Address } from '@trellis/crypto';
import {
  type BlockExecution,
  lastSequence,
  openTree,
  type State,
  type StateTree,
  type TransactionContext,
  trimTree,
} from '@trellis/ledger';
import {
  type Genesis,
  genesisValidatorSet,
  type Height,
  nextHeight,
  type ValidatorSet,
} from '@trellis/protocol';
import type { FinalHeader, Store } from '../ports/store.ts';
import type { LastSequence } from './mempool.ts';

export interface Chain {
  readonly genesis: Genesis;
  head(): FinalHeader;
  /** Validators of the next height. */
  validators(): ValidatorSet;
  state(): State;
  tree(): StateTree;
  nextContext(): TransactionContext;
  readonly lastSequence: LastSequence;
  /** Stores a final block and makes it the head. */
  commit(final: FinalHeader, execution: BlockExecution): Promise<void>;
}

/** Loaded nodes of the state tree that are kept between blocks: about 100 bytes each. */
const treeNodesMax = 400_000;

/** The chain of an initialised store. */
export function createChain(genesis: Genesis, store: Store): Chain {
  const validators = genesisValidatorSet(genesis);
  let head = store.head();
  let tree = openTree(head.header.stateRoot, store.readTreePage);

  return {
    genesis,
    head: () => head,
    validators: () => validators,
    state: () => store.state,
    tree: () => tree,
    nextContext: () => contextOf(genesis, nextHeight(head.header.height)),
    lastSequence: (account: Address) => lastSequence(store.state, account),
    async commit(final, execution) {
      await store.commit({
        final,
        receipts: execution.receipts,
        changes: execution.changes,
        treeUpdate: execution.treeUpdate,
      });
      head = final;
      tree = trimTree(execution.treeUpdate.tree, treeNodesMax);
    },
  };
}

/** What transactions at this height are judged by. */
function contextOf(genesis: Genesis, height: Height): TransactionContext {
  return { chainId: genesis.chainId, height, accountSchemes: genesis.accountSchemes };
}
