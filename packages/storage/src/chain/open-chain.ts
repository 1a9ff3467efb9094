/**
 * Opening the chain in a data folder: what is new begins, and what was begun continues. A database that is missing,
 * empty, without its beginning, of another genesis or behind what this node knows that it had is damaged, and never
 * new.
 */
import { readdir } from 'node:fs/promises';
import { type Genesis, genesisHash, type Height } from '@trellis/protocol';
import { StorageError } from '../files/storage-error.ts';
import { beginWithGenesis } from '../level/begin-with-genesis.ts';
import { DatabaseBehind, damaged } from '../level/damage.ts';
import { type ChainStore, openLevelStore, type StoreOptions } from '../level/level-store.ts';
import { checkLogs, checkTables, firstLookBytes } from '../level-files/check-files.ts';
import { readMarker, writeMarker } from './chain-marker.ts';
import { chainPath } from './move-aside.ts';
import { rebuildHeight } from './rebuild.ts';

/**
 * Whether a chain was begun in a data folder; it may be damaged all the same. Throws `StorageError`
 * `database_damaged` when one was begun and is gone, `other_chain` when it was another one.
 */
export async function wasBegun(dataFolder: string, genesis: Genesis): Promise<boolean> {
  const marker = await readMarker(dataFolder);
  if (marker.state === 'intact' && marker.value !== genesisHash(genesis)) {
    throw otherChain(dataFolder, genesis, `the chain with the genesis ${marker.value}`);
  }
  const files = await readdir(chainPath(dataFolder)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw damaged(chainPath(dataFolder), `it can't be read (${error.code})`, error);
  });
  if (files.length > 0) return true;
  if (marker.state === 'missing' || (await rebuildHeight(dataFolder)) !== null) return false;
  throw damaged(chainPath(dataFolder), 'it is missing, and a chain was begun in it');
}

/**
 * `atLeast` is a height that the database had; one that `isSuspect`, as the process before did not close it, is read as a
 * whole first. Throws `StorageError`, `DatabaseBehind` among them.
 */
export async function openChain(
  dataFolder: string,
  genesis: Genesis,
  options: StoreOptions & { readonly atLeast: Height; readonly isSuspect?: boolean },
): Promise<ChainStore> {
  const path = chainPath(dataFolder);
  const begun = await wasBegun(dataFolder, genesis);
  const marker = await readMarker(dataFolder);
  if (!begun) await writeMarker(dataFolder, genesisHash(genesis));
  await checkLogs(path);
  await checkTables(path, options.isSuspect === true ? Infinity : firstLookBytes);
  const store = await openLevelStore(path, options);
  try {
    await continueChain(store, genesis, { dataFolder, path, begun, isMarked: marker.state });
    const { height } = store.head().header;
    const isRebuilt = (await rebuildHeight(dataFolder)) !== null;
    if (height < options.atLeast && !isRebuilt) {
      throw new DatabaseBehind(path, height, options.atLeast);
    }
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function continueChain(
  store: ChainStore,
  genesis: Genesis,
  found: {
    readonly dataFolder: string;
    readonly path: string;
    readonly begun: boolean;
    readonly isMarked: 'missing' | 'damaged' | 'intact';
  },
): Promise<void> {
  const { dataFolder, path, begun, isMarked } = found;
  const stored = store.genesis();
  if (stored !== null) {
    if (genesisHash(stored) !== genesisHash(genesis)) {
      if (isMarked === 'intact') throw damaged(path, 'it holds another chain than was begun in it');
      throw otherChain(dataFolder, genesis, `the chain ${stored.chainId}`);
    }
    // Of a database from before there were markers, or whose marker is damaged.
    if (isMarked !== 'intact') await writeMarker(dataFolder, genesisHash(genesis));
    return;
  }
  const isRebuilt = (await rebuildHeight(dataFolder)) !== null;
  if (begun && isMarked !== 'missing' && !isRebuilt) {
    throw damaged(path, 'it is empty, and a chain was begun in it');
  }
  if (begun) await writeMarker(dataFolder, genesisHash(genesis));
  await beginWithGenesis(store, genesis);
}

function otherChain(dataFolder: string, genesis: Genesis, found: string): StorageError {
  return new StorageError(
    'other_chain',
    `the folder ${dataFolder} holds ${found}, not ${genesis.chainId} (genesis ${genesisHash(genesis)}); ` +
      'choose another data folder or genesis',
  );
}
