/** The proposer's side: choosing what fits, executing it, and writing the header. */

import type { Address } from '@trellis/crypto';
import {
  type BlockHeader,
  blockId,
  type ChainLimits,
  type Evidence,
  limits,
  type Receipt,
  type Rejection,
  type ValidatorSet,
  validatorSetHash,
} from '@trellis/protocol';
import { applyEvidence } from './evidence/apply-evidence.ts';
import {
  type BlockExecution,
  executeTransaction,
  finishBlock,
  rejectionInBlock,
  startBlock,
} from './execute.ts';
import type { KnownTransaction } from './known-transaction.ts';
import type { BlockContext, TransactionContext } from './state/block-context.ts';
import type { State } from './state/state.ts';
import type { StateTree } from './state/state-tree.ts';

/** What a proposer makes a block of. */
export interface BlockPlan<T extends KnownTransaction> {
  readonly parent: BlockHeader;
  /** Milliseconds; later than the parent's. */
  readonly time: bigint;
  readonly proposer: Address;
  readonly validators: ValidatorSet;
  /** Of the height after the block's. */
  readonly nextValidators: ValidatorSet;
  readonly limits: Pick<ChainLimits, 'blockBytesMax' | 'blockTransactionsMax'>;
  /** What waits to be answered, its signatures verified; what can't be in this block is left out. */
  readonly evidence: Iterable<Evidence>;
  /** In the order of preference, their signatures verified. */
  readonly candidates: Iterable<T>;
}

/** A valid block, and the candidates that it shows to be useless. */
export interface BuiltBlock<T extends KnownTransaction> {
  readonly header: BlockHeader;
  readonly evidence: readonly Evidence[];
  readonly transactions: readonly T[];
  readonly execution: BlockExecution;
  /** Candidates that can't be in this block, nor in a later one unless the state changes. */
  readonly rejected: readonly { readonly transaction: T; readonly rejection: Rejection }[];
}

/** Builds a valid block from what candidates there are; in the worst case an empty one. */
export function buildBlock<T extends KnownTransaction>(
  state: State,
  tree: StateTree,
  next: TransactionContext,
  plan: BlockPlan<T>,
): BuiltBlock<T> {
  const overlay = startBlock(state, plan.time);
  const evidence: Evidence[] = [];
  for (const one of plan.evidence) {
    if (evidence.length === limits.evidenceMax) break;
    if (applyEvidence(overlay, next, one) === undefined) evidence.push(one);
  }
  const context: BlockContext = { ...next, time: plan.time, proposer: plan.proposer, evidence };
  const transactions: T[] = [];
  const receipts: Receipt[] = [];
  const rejected: { transaction: T; rejection: Rejection }[] = [];
  let bytes = 0;
  for (const transaction of plan.candidates) {
    bytes += transaction.encoded.length;
    if (bytes > plan.limits.blockBytesMax) break;
    if (transactions.length === plan.limits.blockTransactionsMax) break;
    const rejection = rejectionInBlock(overlay, context, transaction);
    if (rejection !== undefined) {
      rejected.push({ transaction, rejection });
      bytes -= transaction.encoded.length;
      continue;
    }
    overlay.nextTransaction();
    receipts.push(executeTransaction(overlay, context, transaction));
    transactions.push(transaction);
  }
  const execution = finishBlock(overlay, tree, context, transactions, receipts);
  const header: BlockHeader = {
    chainId: context.chainId,
    height: context.height,
    time: plan.time,
    proposer: plan.proposer,
    previousBlockId: blockId(plan.parent),
    ...execution.roots,
    validatorSetHash: validatorSetHash(plan.validators),
    nextValidatorSetHash: validatorSetHash(plan.nextValidators),
    version: context.version,
  };
  return { header, evidence, transactions, execution, rejected };
}
