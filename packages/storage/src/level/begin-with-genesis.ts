/** How a chain begins in an empty store. */
import { genesisBlock } from '@trellis/ledger';
import { blockId, type Genesis } from '@trellis/protocol';
import type { ChainStore } from './level-store.ts';

/** Writes block 0, which follows from the genesis. */
export async function beginWithGenesis(
  store: Pick<ChainStore, 'initialise'>,
  genesis: Genesis,
): Promise<void> {
  const { header, changes, treeUpdate } = genesisBlock(genesis);
  const final = { header, blockId: blockId(header), certificate: null };
  await store.initialise(genesis, { final, receipts: [], changes, treeUpdate });
}
