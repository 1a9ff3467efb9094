/** A chain of one validator and one account, whose blocks change balances as a test says. */
import { keyAddress } from '@trellis/crypto';
import type { BlockCommit, FinalBlockCommit, FinalHeader } from '@trellis/engine';
import {
  genesisBlock,
  rootHash,
  type StateChanges,
  type StateTree,
  updateTree,
} from '@trellis/ledger';
import {
  type AssetCode,
  blockId,
  type ChainId,
  defaultChainLimits,
  encodeStateRecord,
  type Genesis,
  keyAccount,
  mapKeyHash,
  mapValueHash,
  nextHeight,
  singleKeyPolicy,
} from '@trellis/protocol';

export const EUR = 'EUR' as AssetCode;
const publicKey = new Uint8Array(1952);
const holderKey = keyAddress('ml-dsa-65', publicKey);
/** The account that begins with 5 EUR, and is everything else as well. */
export const holder = keyAccount('ml-dsa-65', holderKey);
export const genesis: Genesis = {
  chainId: 'store-chain' as ChainId,
  time: 1n,
  accountSchemes: ['ml-dsa-65'],
  validatorSchemes: ['ml-dsa-65'],
  recoverySchemes: [],
  validators: [
    {
      name: 'node1',
      scheme: 'ml-dsa-65',
      publicKey,
      power: 1,
      peer: '12D3KooWL7y1dm8PLCKzPrgyFauRrj9dhTt9AwouJTS8UXnJJw5E',
      networkKey: holder,
      operator: holder,
    },
  ],
  observers: [],
  limits: defaultChainLimits,
  fees: null,
  assets: [{ asset: EUR, issuer: holder, decimals: 2, name: 'Euro' }],
  accounts: [
    {
      policy: singleKeyPolicy('ml-dsa-65', holderKey),
      publicKeys: [],
      balances: [{ asset: EUR, amount: 5n }],
      roles: [],
    },
  ],
};

/** The end of a chain. */
export interface Tip {
  readonly final: FinalHeader;
  readonly tree: StateTree;
}

/** Block 0, and how it is stored. */
export function firstBlock(): {
  readonly tip: Tip;
  readonly commit: Omit<BlockCommit, 'balances'>;
} {
  const { header, changes, treeUpdate } = genesisBlock(genesis);
  const final = { header, blockId: blockId(header), certificate: null };
  return {
    tip: { final, tree: treeUpdate.tree },
    commit: { final, receipts: [], changes, treeUpdate },
  };
}

/** A block without transactions that changes the state all the same. */
export function blockOn(
  { final, tree }: Tip,
  changes: StateChanges,
): { readonly tip: Tip; readonly block: FinalBlockCommit } {
  const treeUpdate = updateTree(
    tree,
    [...changes].map(([key, record]) => [
      mapKeyHash(key),
      record === null ? null : mapValueHash(encodeStateRecord(key, record)),
    ]),
  );
  const height = nextHeight(final.header.height);
  const header = { ...final.header, height, stateRoot: rootHash(treeUpdate.tree) };
  const id = blockId(header);
  const certificate = { height, round: 0, blockId: id, signatures: [] };
  const next = { header, blockId: id, certificate };
  const commit = { final: next, receipts: [], changes, balances: [], treeUpdate };
  return {
    tip: { final: next, tree: treeUpdate.tree },
    block: { commit, evidence: [], transactions: [] },
  };
}
