/** Executing a block: its transactions one after another, then its roots. */

import type { Hash } from '@trellis/crypto';
import {
  evidenceRoot,
  listRoot,
  mapKeyHash,
  nextHeight,
  type Receipt,
  type Rejection,
  receiptHash,
  type SignedTransaction,
  type Status,
  stateKey,
  stateRecordHash,
} from '@trellis/protocol';
import { applyOperation } from './apply-operation.ts';
import { checkTransaction } from './check-transaction.ts';
import { applyEvidence, type EvidenceProblem } from './evidence/apply-evidence.ts';
import { payFee } from './fee.ts';
import { settleUpgrade } from './governance/upgrade.ts';
import { expireHolds } from './holds/open-holds.ts';
import type { KnownTransaction } from './known-transaction.ts';
import { lastSequence } from './state/accounts.ts';
import type { BlockContext } from './state/block-context.ts';
import { type BalanceEntry, type BlockOverlay, createBlockOverlay } from './state/block-overlay.ts';
import { effectivePolicy } from './state/effective-policy.ts';
import {
  createOverlay,
  keepChanges,
  type Overlay,
  type State,
  type StateChanges,
  type UnitsOverlay,
} from './state/state.ts';
import { rootHash, type StateTree } from './state/state-tree.ts';
import { type TreeUpdate, updateTree } from './state/update-tree.ts';

/** The roots that a header commits to. */
export interface BlockRoots {
  readonly transactionsRoot: Hash;
  readonly witnessRoot: Hash;
  readonly evidenceRoot: Hash;
  readonly stateRoot: Hash;
  readonly receiptsRoot: Hash;
}

/** What a block does. */
export interface BlockExecution {
  readonly receipts: readonly Receipt[];
  readonly changes: StateChanges;
  /** Every balance that was changed, transaction by transaction. */
  readonly balances: readonly BalanceEntry[];
  /** The tree after the block, and what changed in it. */
  readonly treeUpdate: TreeUpdate;
  readonly roots: BlockRoots;
}

/** A valid block’s effects, or the first thing in it that makes it invalid. */
export type ExecutionResult =
  | { readonly ok: true; readonly execution: BlockExecution }
  | { readonly ok: false; readonly transactionIndex: number; readonly rejection: Rejection }
  | { readonly ok: false; readonly evidenceIndex: number; readonly problem: EvidenceProblem };

/**
 * Executes a block on a state: the evidence, then the transactions. One piece of either that can't be in
 * it makes the whole block invalid.
 */
export function executeBlock(
  state: State,
  tree: StateTree,
  context: BlockContext,
  transactions: readonly KnownTransaction[],
): ExecutionResult {
  const block = startBlock(state, context.time);
  for (const [evidenceIndex, evidence] of context.evidence.entries()) {
    const problem = applyEvidence(block, context, evidence);
    if (problem !== undefined) return { ok: false, evidenceIndex, problem };
  }
  const receipts: Receipt[] = [];
  for (const [transactionIndex, transaction] of transactions.entries()) {
    const rejection = rejectionInBlock(block, context, transaction);
    if (rejection !== undefined) return { ok: false, transactionIndex, rejection };
    block.nextTransaction();
    receipts.push(executeTransaction(block, context, transaction));
  }
  return { ok: true, execution: finishBlock(block, tree, context, transactions, receipts) };
}

/** What happens at the start of a block of this time: holds whose time has come go back. */
export function startBlock(state: State, time: bigint): BlockOverlay {
  const block = createBlockOverlay(state);
  expireHolds(block, time);
  return block;
}

/** Why this transaction can't come next in the block. Its policy was checked before the block. */
export function rejectionInBlock(
  block: State,
  context: BlockContext,
  { signed, encoded }: KnownTransaction,
): Rejection | undefined {
  const rejection = checkTransaction(block, context, signed, encoded.length);
  if (rejection !== undefined) return rejection;
  const { sender, sequence } = signed.transaction;
  const last = lastSequence(block, sender);
  if (sequence <= last) return 'sequence_used';
  if (sequence > last + 1n) return 'sequence_too_far';
  return undefined;
}

/** Applies all operations or none; either way the fee is paid and the sequence used up. */
export function executeTransaction(
  block: UnitsOverlay,
  context: BlockContext,
  { signed, id, encoded }: KnownTransaction,
): Receipt {
  const fee = payFee(block, context, signed, encoded.length);
  const overlay = createOverlay(block);
  const outcome = applyAll(overlay, context, signed, id);
  if (outcome.status === 'success') {
    registerKeys(overlay, context, signed);
    keepChanges(overlay, block);
  }
  useSequence(block, signed);
  return { transactionId: id, ...outcome, fee };
}

/** Adds up what the transactions did. */
export function finishBlock(
  block: BlockOverlay,
  tree: StateTree,
  { evidence, height }: Pick<BlockContext, 'evidence' | 'height'>,
  transactions: readonly KnownTransaction[],
  receipts: readonly Receipt[],
): BlockExecution {
  settleUpgrade(block, nextHeight(height));
  const treeUpdate = updateTree(tree, treeChanges(block.changes));
  const roots = {
    transactionsRoot: listRoot(transactions.map(({ id }) => id)),
    witnessRoot: listRoot(transactions.map(({ hash }) => hash)),
    evidenceRoot: evidenceRoot(evidence),
    stateRoot: rootHash(treeUpdate.tree),
    receiptsRoot: listRoot(receipts.map(receiptHash)),
  };
  return { receipts, changes: block.changes, balances: block.balances, treeUpdate, roots };
}

/** State changes as the tree takes them. */
export function* treeChanges(changes: StateChanges): Generator<readonly [Hash, Hash | null]> {
  for (const [key, record] of changes) {
    yield [mapKeyHash(key), record === null ? null : stateRecordHash(key, record)];
  }
}

function applyAll(
  overlay: UnitsOverlay,
  context: BlockContext,
  { transaction }: SignedTransaction,
  id: Hash,
): { readonly status: Status; readonly failedOperation: number | null } {
  for (const [index, operation] of transaction.operations.entries()) {
    const status = applyOperation(overlay, operation, context, { transactionId: id, index });
    if (status !== 'success') return { status, failedOperation: index };
  }
  return { status: 'success', failedOperation: null };
}

/** Keeps each public key that was used for the first time, so that it never has to be sent again. */
function registerKeys(
  overlay: Overlay,
  context: BlockContext,
  { transaction, witnesses }: SignedTransaction,
): void {
  for (const { account, keyIndex, publicKey } of witnesses) {
    if (publicKey === null) continue;
    // A rotation of this block counts from the next: this is the policy that the witness was validated by.
    const ruling = effectivePolicy(overlay, context, transaction, account);
    if (typeof ruling === 'string') continue;
    const policyKey = ruling.policy.keys[keyIndex];
    if (policyKey === undefined) continue;
    const { scheme, address } = policyKey;
    const key = stateKey.key(address);
    if (overlay.get(key) === undefined) overlay.set(key, { scheme, publicKey });
  }
}

function useSequence(
  block: Overlay,
  { transaction: { sender, sequence } }: SignedTransaction,
): void {
  const account = block.get(stateKey.account(sender));
  if (account !== undefined) block.set(stateKey.account(sender), { ...account, sequence });
}
