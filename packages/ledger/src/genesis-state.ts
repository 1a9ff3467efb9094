/** Block 0: what follows from a genesis document alone. */
import { keyAddress, type SchemeName } from '@trellis/crypto';
import {
  type AssetCode,
  type BlockHeader,
  type Genesis,
  genesisHeader,
  grantableRoles,
  type NodeRecord,
  policyAddress,
  stateKey,
  toHeight,
} from '@trellis/protocol';
import { treeChanges } from './execute.ts';
import { createOverlay, emptyState, type Overlay, type StateChanges } from './state/state.ts';
import { rootHash } from './state/state-tree.ts';
import { emptyTree } from './state/tree-page.ts';
import { type TreeUpdate, updateTree } from './state/update-tree.ts';
import { changeValidatorHistory } from './state/validator-history.ts';

/** Block 0: nobody signs it, everybody makes it again from the genesis. */
export interface GenesisBlock {
  readonly header: BlockHeader;
  readonly changes: StateChanges;
  readonly treeUpdate: TreeUpdate;
}

/** The state and header that a chain begins with; `genesisProblem` must have found nothing. */
export function genesisBlock(genesis: Genesis): GenesisBlock {
  const state = createOverlay(emptyState);
  const supplies = new Map<AssetCode, bigint>();
  for (const { policy, publicKeys, balances, roles } of genesis.accounts) {
    const account = policyAddress(policy);
    state.set(stateKey.account(account), { sequence: 0n, policy, nextPolicy: null });
    const granted = grantableRoles.filter((role) => roles.includes(role));
    if (granted.length > 0) state.set(stateKey.roles(account), { roles: granted });
    for (const record of publicKeys) {
      state.set(stateKey.key(keyAddress(record.scheme, record.publicKey)), record);
    }
    for (const { asset, amount } of balances) {
      state.set(stateKey.balance(account, asset), { amount });
      supplies.set(asset, (supplies.get(asset) ?? 0n) + amount);
    }
  }
  for (const { asset, issuer, decimals, name } of genesis.assets) {
    const supply = supplies.get(asset) ?? 0n;
    state.set(stateKey.asset(asset), { asset, issuer, decimals, name, supply });
  }
  addGovernance(state, genesis);
  const treeUpdate = updateTree(emptyTree, treeChanges(state.changes));
  const header = genesisHeader(genesis, rootHash(treeUpdate.tree));
  return { header, changes: state.changes, treeUpdate };
}

/** The nodes that a chain begins with. */
export function genesisNodes({ validators, observers }: Genesis): readonly NodeRecord[] {
  return [...validators, ...observers].map(({ name, peer, networkKey, operator }) => {
    const networkKeys = [{ key: networkKey, until: null }];
    return { name, peer, networkKeys, operator, until: null };
  });
}

/** The registry of nodes, the first validators, and the rules that a vote can change. */
function addGovernance(state: Overlay, genesis: Genesis): void {
  for (const node of genesisNodes(genesis)) {
    state.set(stateKey.node(node.name), node);
    state.set(stateKey.peer(node.peer), { node: node.name });
    for (const { key } of node.networkKeys)
      state.set(stateKey.networkKey(key), { node: node.name });
  }
  const members = genesis.validators.map(({ name, operator, scheme, publicKey, power }) => {
    return { node: name, operator, scheme, publicKey, power };
  });
  state.set(stateKey.validators('schedule'), { sets: [{ fromHeight: toHeight(0n), members }] });
  changeValidatorHistory(state, [], members, toHeight(1n));
  const always = (scheme: SchemeName) => ({ scheme, until: null });
  state.set(stateKey.parameters('chain'), {
    accountSchemes: genesis.accountSchemes.map(always),
    validatorSchemes: genesis.validatorSchemes.map(always),
    recoverySchemes: genesis.recoverySchemes.map(always),
    limits: genesis.limits,
    fees: genesis.fees,
  });
}
