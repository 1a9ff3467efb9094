/**
 * Continuing a chain that its operators recovered: the block that they continue from becomes final, if it is at hand,
 * and the block that the recovery makes comes after it. Whoever lacks the first one fetches both.
 */
import type { Hash } from '@trellis/crypto';
import { executeRecovery } from '@trellis/ledger';
import {
  type BlockHeader,
  type ChainRecovery,
  type ChosenBlock,
  type Genesis,
  nextHeight,
  type RecoveryPlan,
  recoveredCertificate,
  recoveryHeader,
  recoveryPoint,
} from '@trellis/protocol';
import { recoveryBlock } from '../blocks/assemble.ts';
import { createProposedBlocks, type ProposedBlock } from '../blocks/proposed-blocks.ts';
import { createChainAhead } from '../catch-up/chain-ahead.ts';
import { type Chain, createChain } from '../chain/chain.ts';
import type { BlockStore } from '../ports/block-store.ts';
import type { ChainReader } from '../ports/chain-reader.ts';
import type { Verifier } from '../ports/verifier.ts';
import { restoreProposedBlock } from '../proposing/check-block.ts';
import { createMempool } from '../transactions/mempool.ts';

export interface RecoveredChainParts {
  readonly genesis: Genesis;
  readonly store: BlockStore & Pick<ChainReader, 'head'>;
  readonly verifier: Verifier;
}

/** Of a node that does not run yet. Resolves when it would survive a power cut. */
export async function continueRecovered(
  parts: RecoveredChainParts,
  recoveries: readonly ChainRecovery[],
): Promise<void> {
  const points = recoveries.map(({ plan }) => recoveryPoint(plan));
  const chain = createChain(parts.genesis, parts.store, points);
  for (const { plan } of recoveries) {
    const { height, blockId } = recoveryPoint(plan);
    if (nextHeight(chain.head().header.height) === height) {
      const block = await restore(parts, chain, blockId);
      if (block !== undefined) await commit(chain, block);
    }
    if (chain.head().blockId !== blockId) continue;
    const made = recoveryBlock(chain, recoveryHeader(plan));
    if (made === undefined)
      throw new Error(`block ${height} does not lead to what the recovery says`);
    await createProposedBlocks(parts.store).add(made);
    await commit(chain, made);
  }
}

/** What a plan says of a block and of the one that the recovery makes after it. */
export type PlannedBlocks = Pick<RecoveryPlan, 'head' | 'stateRoot' | 'version'>;

/** The same, found out with the chain that ends; `undefined` if the block is not at hand. Nothing is changed. */
export async function planBlocks(
  parts: RecoveredChainParts,
  { height, blockId }: Pick<ChosenBlock, 'height' | 'blockId'>,
  { validators, recoveries }: Pick<RecoveryPlan, 'validators'> & Pick<Chain, 'recoveries'>,
): Promise<PlannedBlocks | undefined> {
  const chain = createChain(parts.genesis, parts.store, recoveries);
  const view = createChainAhead(chain, () => true);
  if (nextHeight(view.head().header.height) === height) {
    const block = await restore(parts, chain, blockId);
    if (block === undefined) return undefined;
    view.extend({
      final: toFinal(block),
      execution: block.execution,
      evidence: [],
      transactions: [],
    });
  }
  const { header: head, blockId: id } = view.head();
  if (id !== blockId) return undefined;
  const { roots } = executeRecovery(view.state(), view.tree(), height, validators);
  return { head, stateRoot: roots.stateRoot, version: view.nextContext().version };
}

function restore(
  { store, verifier }: RecoveredChainParts,
  chain: Chain,
  id: Hash,
): Promise<ProposedBlock | undefined> {
  const proposedBlocks = createProposedBlocks(store);
  const mempool = createMempool({ bytesMax: 0, countMax: 0, aheadMax: 0n });
  return restoreProposedBlock({ chain, verifier, mempool, proposedBlocks, store }, id);
}

async function commit(chain: Chain, block: ProposedBlock): Promise<void> {
  await chain.commit(toFinal(block), block.execution);
}

function toFinal({ header, blockId }: { readonly header: BlockHeader; readonly blockId: Hash }) {
  return { header, blockId, certificate: recoveredCertificate(header.height, blockId) };
}
