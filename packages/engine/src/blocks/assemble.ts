/** From a compact block to a candidate: find its transactions, verify what is new, execute, compare. */

import { claimsFault, type Hash } from '@trellis/crypto';
import {
  checkHeader,
  executeBlock,
  executeRecovery,
  type KnownTransaction,
  readTransaction,
  type VerifiedTransaction,
  validateEvidence,
} from '@trellis/ledger';
import { blockId, type CompactBlock, nextHeight, recoveryMaking } from '@trellis/protocol';
import type { ChainView, ValidationParts } from '../chain/chain.ts';
import { verifyAs } from '../ports/verifier.ts';
import { allResults, verifyWitnesses } from '../transactions/admission.ts';
import type { Mempool } from '../transactions/mempool.ts';
import type { ProposedBlock, ProposedBlocks } from './proposed-blocks.ts';

export type Assembly =
  | { readonly ok: true; readonly proposedBlock: ProposedBlock }
  /** `unavailable` says nothing of the block; every other reason makes it invalid. */
  | { readonly ok: false; readonly reason: 'unavailable' | 'invalid'; readonly detail: string };

/** Fetches encoded transactions from peers, in any order; those not found are left out. */
export type FetchTransactions = (hashes: readonly Hash[]) => Promise<readonly Uint8Array[]>;

export interface AssembleParts extends ValidationParts {
  readonly mempool: Mempool;
  readonly proposedBlocks: ProposedBlocks;
}

/**
 * Rebuilds a proposed block on top of the head. Deterministic but for `unavailable`: every honest node
 * with the same head comes to the same validation result (`valid(v)` of arXiv 1807.04938).
 */
export async function assemble(
  parts: AssembleParts,
  block: CompactBlock,
  fetchTransactions: FetchTransactions,
): Promise<Assembly> {
  if (!isNext(parts.chain, block)) return notNext;
  const found = await findTransactions(parts, block.signedTransactionHashes, fetchTransactions);
  return found.ok ? validateBlock(parts, block, found.transactions) : found;
}

/** The same for a block whose transactions are at hand; those that are verified already stay so. */
export async function validateBlock(
  { chain, verifier }: ValidationParts,
  { header, evidence }: Pick<CompactBlock, 'header' | 'evidence'>,
  found: readonly (KnownTransaction | VerifiedTransaction)[],
): Promise<Assembly> {
  const head = chain.head();
  // Whatever becomes final while this waits takes the block's parent away, and with it the question.
  const isStillNext = (): boolean => chain.head() === head && isNext(chain, { header });
  if (!isStillNext()) return notNext;
  if (recoveryMaking(chain.recoveries, header.height) !== undefined) {
    const proposedBlock = recoveryBlock(chain, header);
    return proposedBlock === undefined
      ? invalid('it is not the block that the recovery of the chain makes')
      : { ok: true, proposedBlock };
  }
  const bytes = found.reduce((sum, { encoded }) => sum + encoded.length, 0);
  const { blockBytesMax, blockTransactionsMax } = chain.limits();
  if (bytes > blockBytesMax) return invalid(`${bytes} bytes are over the block limit`);
  if (found.length > blockTransactionsMax) {
    return invalid(`${found.length} transactions are over the block limit`);
  }

  const verify = verifyAs('consensus', verifier);
  for (const [index, one] of evidence.entries()) {
    const fault = await claimsFault(
      validateEvidence(chain.state(), chain.nextContext(), one),
      verify,
    );
    if (!isStillNext()) return notNext;
    if (fault !== undefined) return invalid(`evidence ${index}: ${fault.problem}`);
  }
  const context = chain.nextContext();
  const state = chain.state();
  const checked = await allResults(
    found.map((transaction) => verifyWitnesses(state, context, transaction, verify)),
  );
  if (!isStillNext()) return notNext;
  const transactions = [];
  for (const [index, result] of checked.entries()) {
    if (!result.ok) return invalid(`transaction ${index}: ${result.rejection}`);
    transactions.push(result.transaction);
  }
  const { time, proposer } = header;
  const blockContext = { ...context, time, proposer, evidence };
  const result = executeBlock(state, chain.tree(), blockContext, transactions);
  if (!result.ok) {
    return invalid(
      'problem' in result
        ? `evidence ${result.evidenceIndex}: ${result.problem}`
        : `transaction ${result.transactionIndex}: ${result.rejection}`,
    );
  }
  const { execution } = result;
  const problem = checkHeader(header, {
    parent: head.header,
    validators: chain.validators(),
    nextValidators: chain.nextValidators(),
    version: context.version,
    roots: execution.roots,
  });
  if (problem !== undefined) {
    const { field, expected, actual } = problem;
    return invalid(`header ${field}: expected ${expected}, not ${actual}`);
  }
  return {
    ok: true,
    proposedBlock: { blockId: blockId(header), header, evidence, transactions, execution },
  };
}

/**
 * The block that a recovery of the chain makes on top of the head, if it is the one with this header; `undefined` if
 * the recovery makes another one.
 */
export function recoveryBlock(
  chain: ChainView,
  header: CompactBlock['header'],
): ProposedBlock | undefined {
  const head = chain.head();
  const recovery = recoveryMaking(chain.recoveries, header.height);
  if (recovery === undefined || recovery.blockId !== head.blockId) return undefined;
  const { height } = head.header;
  const execution = executeRecovery(chain.state(), chain.tree(), height, recovery.validators);
  const id = blockId(header);
  // The id covers the hash of the plan, and the state root all that the plan does.
  if (id !== recovery.continuedBy || header.stateRoot !== execution.roots.stateRoot)
    return undefined;
  return { blockId: id, header, evidence: [], transactions: [], execution };
}

function isNext(chain: ChainView, { header }: Pick<CompactBlock, 'header'>): boolean {
  return header.height === nextHeight(chain.head().header.height);
}

/** A block for another height is not validated. */
const notNext: Assembly = {
  ok: false,
  reason: 'unavailable',
  detail: 'it is not a block for the next height',
};

function invalid(detail: string): Assembly {
  return { ok: false, reason: 'invalid', detail };
}

async function findTransactions(
  { mempool, proposedBlocks }: AssembleParts,
  hashes: readonly Hash[],
  fetchTransactions: FetchTransactions,
): Promise<
  | { readonly ok: true; readonly transactions: readonly KnownTransaction[] }
  | Extract<Assembly, { ok: false }>
> {
  const known = new Map<Hash, KnownTransaction>();
  for (const hash of hashes) {
    const transaction = mempool.get(hash) ?? proposedBlocks.transaction(hash);
    if (transaction !== undefined) known.set(hash, transaction);
  }
  const missing = hashes.filter((hash) => !known.has(hash));
  if (missing.length > 0) {
    for (const encoded of await fetchTransactions(missing)) {
      const read = readTransaction(encoded);
      if (read.ok) known.set(read.value.hash, read.value);
    }
  }
  const transactions: KnownTransaction[] = [];
  for (const hash of hashes) {
    const transaction = known.get(hash);
    if (transaction === undefined) {
      return { ok: false, reason: 'unavailable', detail: `transaction ${hash} was not found` };
    }
    transactions.push(transaction);
  }
  return { ok: true, transactions };
}
