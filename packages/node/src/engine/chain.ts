/** The newest final block, the state after it, and what the next blocks are judged by. */
import type { Address } from '@trellis/crypto';
import {
  type BlockExecution,
  lastSequence,
  openTree,
  parametersOf,
  type State,
  type StateTree,
  type TransactionContext,
  transactionContextAt,
  trimTree,
  validatorSchedule,
} from '@trellis/ledger';
import {
  type ChainLimits,
  type Genesis,
  type Height,
  nextHeight,
  type ValidatorSchedule,
  type ValidatorSet,
  validatorSetAt,
} from '@trellis/protocol';
import type { FinalHeader, Store } from '../ports/store.ts';
import type { LastSequence } from './mempool.ts';

export interface Chain {
  readonly genesis: Genesis;
  head(): FinalHeader;
  /** Validators of the next height. */
  validators(): ValidatorSet;
  /** Validators of the height after the next one, which the next block's header names. */
  nextValidators(): ValidatorSet;
  /** Of the next height or the one after; changes take effect two blocks later, so both are known. */
  validatorsAt(height: Height): ValidatorSet;
  state(): State;
  tree(): StateTree;
  nextContext(): TransactionContext;
  /** What a vote may have lowered below the protocol's own limits. */
  limits(): ChainLimits;
  readonly lastSequence: LastSequence;
  /** Stores a final block and makes it the head. */
  commit(final: FinalHeader, execution: BlockExecution): Promise<void>;
}

/** Loaded nodes of the state tree that are kept between blocks: about 100 bytes each. */
const treeNodesMax = 400_000;

/** The chain of an initialised store. */
export function createChain(genesis: Genesis, store: Store): Chain {
  let head = store.head();
  let tree = openTree(head.header.stateRoot, store.readTreePage);
  const setAt = createSetLookup();
  const next = (): Height => nextHeight(head.header.height);
  const validatorsAt = (height: Height): ValidatorSet =>
    setAt(validatorSchedule(store.state), height);

  return {
    genesis,
    head: () => head,
    validators: () => validatorsAt(next()),
    nextValidators: () => validatorsAt(nextHeight(next())),
    validatorsAt,
    state: () => store.state,
    tree: () => tree,
    nextContext: () => transactionContextAt(store.state, genesis.chainId, next()),
    limits: () => parametersOf(store.state).limits,
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

/** Validator sets by height; laying one out takes long, and a schedule rarely changes. */
function createSetLookup(): (schedule: ValidatorSchedule, height: Height) => ValidatorSet {
  let made = new Map<ValidatorSchedule['sets'][number], ValidatorSet>();
  return (schedule, height) => {
    const entry = schedule.sets.findLast(({ fromHeight }) => fromHeight <= height);
    if (entry === undefined) throw new Error(`no validators are known for height ${height}`);
    const known = made.get(entry);
    if (known !== undefined) return known;
    const set = validatorSetAt(schedule, height);
    made = new Map([...made].filter(([one]) => schedule.sets.includes(one))).set(entry, set);
    return set;
  };
}
