/** A chain on disk, in either layout, and the archive beside it that a peer would have. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProvider } from '@trellis/crypto';
import { type PeerName, requestCodec } from '@trellis/engine';
import { decode, toHeight } from '@trellis/protocol';
import {
  type ChainStore,
  createPruner,
  openLevelStore,
  type Retention,
  type ValueCheckParts,
} from '@trellis/storage';
import { firstHeight, startJoiner } from '../joining/joiner.ts';
import type { MadeChain } from '../joining/made-chain.ts';
import { honest } from '../joining/servers.ts';

const provider = createProvider('native');

/** A data folder with the chain, its blocks in the order of heights or by their ids, as before. */
export async function storeChain(
  chain: MadeChain,
  { isPruned }: { readonly isPruned: boolean },
): Promise<string> {
  const tip = toHeight(BigInt(chain.blocks.length));
  const folder = await mkdtemp(join(tmpdir(), 'trellis-kept-'));
  const joiner = await startJoiner(
    chain.genesis,
    (_peer, bytes, { signal }) => {
      const request = decode(requestCodec, bytes);
      if (!request.ok || request.value.type !== 'blocks') throw new Error('not of blocks');
      return honest(chain, request.value.from, request.value.count, signal);
    },
    folder,
    { isPruned },
  );
  joiner.catchUp.notePeer('honest' as PeerName, firstHeight, tip);
  await joiner.reaches(tip, 300_000);
  await joiner.close();
  return folder;
}

export async function onStore<T>(
  folder: string,
  run: (store: ChainStore) => Promise<T>,
): Promise<T> {
  const store = await openLevelStore(join(folder, 'chain'), { isPruned: true });
  try {
    return await run(store);
  } finally {
    await store.close();
  }
}

/** Prunes until there is nothing more to do. */
export async function pruneAll(store: ChainStore, retention: Retention): Promise<void> {
  const pruner = createPruner(store.database, () => store.head().header.height);
  for (;;) {
    const { more } = await pruner.step(retention);
    if (!more) return;
  }
}

export function checksOf(store: ChainStore, { genesis }: MadeChain): ValueCheckParts {
  return {
    database: store.database,
    genesis,
    recoveries: [],
    verify: (claim) => provider.verify(claim),
    head: () => store.head().header.height,
    tree: store.tree,
  };
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}
