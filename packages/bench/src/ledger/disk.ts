/** What payments left on a node's disk, counted entry by entry once the node has stopped. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readGenesis } from '@trellis/node';
import {
  beginWithGenesis,
  type DatabaseSizes,
  databaseSizes,
  openLevelStore,
} from '@trellis/storage';
import { genesisPath, nodeDatabaseSizes, type TestnetNode } from '@trellis/testnet';

export interface DiskSizes {
  /** Final payments that the figures are divided by. */
  readonly payments: number;
  readonly kinds: DatabaseSizes;
  /**
   * What payments added, beyond what the genesis had stored. State and tree grow with accounts: a
   * payment between two of them changes their entries in place, so these are next to nothing.
   */
  readonly perPayment: {
    readonly bodyBytes: number;
    readonly witnessBytes: number;
    readonly receiptBytes: number;
    readonly indexBytes: number;
    readonly headerBytes: number;
    readonly stateBytes: number;
    readonly treeBytes: number;
  };
  /** All of the state and of its tree, for each of the accounts that pay. */
  readonly perAccount: { readonly stateBytes: number; readonly treeBytes: number };
}

/** Of one node of a testnet that has stopped, after so many payments among so many accounts. */
export async function diskSizes(
  folder: string,
  node: TestnetNode,
  { payments, accounts }: { readonly payments: number; readonly accounts: number },
): Promise<DiskSizes> {
  const kinds = await nodeDatabaseSizes(folder, node);
  const before = await genesisSizes(folder);
  const each = (kind: keyof DatabaseSizes): number =>
    (kinds[kind].bytes - before[kind].bytes) / Math.max(1, payments);
  return {
    payments,
    kinds,
    perPayment: {
      bodyBytes: each('body'),
      witnessBytes: each('witnesses'),
      receiptBytes: each('receipts'),
      indexBytes: each('transaction'),
      headerBytes: each('header'),
      stateBytes: each('state'),
      treeBytes: each('treePage'),
    },
    perAccount: {
      stateBytes: kinds.state.bytes / accounts,
      treeBytes: kinds.treePage.bytes / accounts,
    },
  };
}

/** What the same genesis takes in a database of its own. */
async function genesisSizes(folder: string): Promise<DatabaseSizes> {
  const genesis = await readGenesis(genesisPath(folder));
  const home = await mkdtemp(join(tmpdir(), 'trellis-genesis-'));
  try {
    const path = join(home, 'chain');
    const store = await openLevelStore(path);
    await beginWithGenesis(store, genesis);
    await store.close();
    return await databaseSizes(path);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
