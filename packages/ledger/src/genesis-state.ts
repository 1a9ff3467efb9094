/** Block 0: what follows from a genesis document alone. */
import { keyAddress } from '@trellis/crypto';
import {
  type AssetCode,
  accountKey,
  assetKey,
  type BlockHeader,
  balanceKey,
  type Genesis,
  genesisHeader,
  policyAddress,
  publicKeyKey,
} from '@trellis/protocol';
import { treeChanges } from './execute.ts';
import { createDraft, emptyState, type StateChanges } from './state.ts';
import { rootHash, type TreeUpdate, updateTree } from './state-tree.ts';
import { emptyTree } from './tree-page.ts';

export interface GenesisBlock {
  readonly header: BlockHeader;
  readonly changes: StateChanges;
  readonly treeUpdate: TreeUpdate;
}

/** The state and header that a chain begins with; `genesisProblem` must have found nothing. */
export function genesisBlock(genesis: Genesis): GenesisBlock {
  const state = createDraft(emptyState);
  const supplies = new Map<AssetCode, bigint>();
  for (const { policy, publicKeys, balances } of genesis.accounts) {
    const account = policyAddress(policy);
    state.set(accountKey(account), { sequence: 0n, policy, nextPolicy: null });
    for (const record of publicKeys) {
      state.set(publicKeyKey(keyAddress(record.scheme, record.publicKey)), record);
    }
    for (const { asset, amount } of balances) {
      state.set(balanceKey(account, asset), { amount });
      supplies.set(asset, (supplies.get(asset) ?? 0n) + amount);
    }
  }
  for (const { asset, issuer, decimals, name } of genesis.assets) {
    const supply = supplies.get(asset) ?? 0n;
    state.set(assetKey(asset), { asset, issuer, decimals, name, supply });
  }
  const treeUpdate = updateTree(emptyTree, treeChanges(state.changes));
  const header = genesisHeader(genesis, rootHash(treeUpdate.tree));
  return { header, changes: state.changes, treeUpdate };
}
