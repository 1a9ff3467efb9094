/** The newest final block, the state after it, and what the next blocks are validated by. */
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
  type Evidence,
  type Genesis,
  type Height,
  nextHeight,
  type RecoveryPoint,
  type SigningDomain,
  signingDomain,
  type ValidatorSchedule,
  type ValidatorSet,
  validatorSetAt,
} from '@trellis/protocol';
import type { BlockCommit, BlockStore } from '../ports/block-store.ts';
import type { ChainReader, FinalHeader } from '../ports/chain-reader.ts';
import type { Verifier } from '../ports/verifier.ts';
import type { LastSequence } from '../transactions/mempool.ts';

/** What blocks are validated by: the chain up to some block, which need not be on disk yet. */
export interface ChainView {
  readonly genesis: Genesis;
  /** How it was recovered, as this node was told. */
  readonly recoveries: readonly RecoveryPoint[];
  /** What validators sign under at a height. */
  domainAt(height: Height): SigningDomain;
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
}

/** What a block, or evidence, is validated with. */
export interface ValidationParts {
  readonly chain: ChainView;
  readonly verifier: Verifier;
}

export interface Chain extends ChainView {
  readonly lastSequence: LastSequence;
  /** Stores a final block and makes it the head. */
  commit(final: FinalHeader, execution: BlockExecution): Promise<void>;
  /** Stores blocks that others made final, on top of the head and in order: all, or none after a crash. */
  commitAll(blocks: readonly ExecutedBlock[]): Promise<void>;
}

/** A final block with what it does. */
export interface ExecutedBlock {
  readonly final: FinalHeader;
  readonly execution: BlockExecution;
  readonly evidence: readonly Evidence[];
  /** In their canonical encoding. */
  readonly transactions: readonly Uint8Array[];
}

/** Loaded nodes of the state tree that are kept between blocks: about 100 bytes each. */
export const treeNodesMax = 400_000;

/** The chain of an initialised store. */
export function createChain(
  genesis: Genesis,
  store: BlockStore & Pick<ChainReader, 'head'>,
  recoveries: readonly RecoveryPoint[] = [],
): Chain {
  let head = store.head();
  let tree = openTree(head.header.stateRoot, store.readTreePage);
  const { state } = store;

  return {
    ...createView({ genesis, recoveries }, () => ({ head, tree, state })),
    lastSequence: (account: Address) => lastSequence(state, account),
    async commit(final, execution) {
      await store.commit(toCommit({ final, execution }));
      head = final;
      tree = trimTree(execution.treeUpdate.tree, treeNodesMax);
    },
    async commitAll(blocks) {
      const newest = blocks.at(-1);
      if (newest === undefined) return;
      await store.commitAll(
        blocks.map((block) => ({
          commit: toCommit(block),
          evidence: block.evidence,
          transactions: block.transactions,
        })),
      );
      head = newest.final;
      tree = trimTree(newest.execution.treeUpdate.tree, treeNodesMax);
    },
  };
}

function toCommit({ final, execution }: Pick<ExecutedBlock, 'final' | 'execution'>): BlockCommit {
  const { receipts, changes, balances, treeUpdate } = execution;
  return { final, receipts, changes, balances, treeUpdate };
}

/** The view of whatever `current` gives at the moment. */
export function createView(
  { genesis, recoveries }: Pick<ChainView, 'genesis' | 'recoveries'>,
  current: () => { readonly head: FinalHeader; readonly tree: StateTree; readonly state: State },
): ChainView {
  const setAt = createSetLookup();
  const domainAt = (height: Height): SigningDomain =>
    signingDomain(genesis.chainId, recoveries, height);
  const contextAfter = createContextLookup(genesis, domainAt, current);
  const next = (): Height => nextHeight(current().head.header.height);
  const validatorsAt = (height: Height): ValidatorSet =>
    setAt(validatorSchedule(current().state), height);
  return {
    genesis,
    recoveries,
    domainAt,
    head: () => current().head,
    validators: () => validatorsAt(next()),
    nextValidators: () => validatorsAt(nextHeight(next())),
    validatorsAt,
    state: () => current().state,
    tree: () => current().tree,
    nextContext: contextAfter,
    limits: () => parametersOf(current().state).limits,
  };
}

/** What the next block is validated by; asked for each transaction, and the same until there is another head. */
function createContextLookup(
  { chainId }: Genesis,
  domainAt: ChainView['domainAt'],
  current: () => { readonly head: FinalHeader; readonly state: State },
): () => TransactionContext {
  let known: { readonly head: FinalHeader; readonly context: TransactionContext } | undefined;
  return () => {
    const { head, state } = current();
    if (known?.head !== head) {
      const height = nextHeight(head.header.height);
      const context = transactionContextAt(state, chainId, height, domainAt(height));
      known = { head, context };
    }
    return known.context;
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
