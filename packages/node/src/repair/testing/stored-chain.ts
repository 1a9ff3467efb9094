/** The database of a chain that has just begun, to be damaged; another one has the same, and is the peers'. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProvider, keyAddress } from '@trellis/crypto';
import type { Logger } from '@trellis/engine';
import {
  type AssetCode,
  type ChainId,
  defaultChainLimits,
  type Genesis,
  keyAccount,
  singleKeyPolicy,
  toHeight,
} from '@trellis/protocol';
import { type ChainStore, openChain, type ValueCheckParts } from '@trellis/storage';

const publicKey = new Uint8Array(32);
const holderKey = keyAddress('ed25519', publicKey);
const holder = keyAccount('ed25519', holderKey);

export const genesis: Genesis = {
  chainId: 'repaired' as ChainId,
  time: 1n,
  accountSchemes: ['ed25519'],
  validatorSchemes: ['ed25519'],
  recoverySchemes: [],
  validators: [
    {
      name: 'node1',
      scheme: 'ed25519',
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
  assets: [{ asset: 'EUR' as AssetCode, issuer: holder, decimals: 2, name: 'Euro' }],
  accounts: [
    {
      policy: singleKeyPolicy('ed25519', holderKey),
      publicKeys: [],
      balances: [{ asset: 'EUR' as AssetCode, amount: 5n }],
      roles: [],
    },
  ],
};

export interface StoredChain {
  /** The data folder. */
  readonly folder: string;
  readonly store: ChainStore;
  readonly checks: ValueCheckParts;
  remove(): Promise<void>;
}

/** Begins the chain in a folder of its own. */
export async function storeChain(): Promise<StoredChain> {
  const folder = await mkdtemp(join(tmpdir(), 'trellis-repair-'));
  const store = await openChain(folder, genesis, { atLeast: toHeight(0n) });
  const provider = createProvider('native');
  return {
    folder,
    store,
    checks: {
      database: store.database,
      genesis,
      recoveries: [],
      verify: (claim) => provider.verify(claim),
      head: () => store.head().header.height,
      tree: store.tree,
    },
    async remove() {
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A logger, and what it was told. */
export function listeningLogger(): { readonly logger: Logger; readonly said: string[] } {
  const said: string[] = [];
  const note = (_fields: object, message: string): void => {
    said.push(message);
  };
  return { logger: { debug: () => undefined, info: note, warn: note, error: note }, said };
}
