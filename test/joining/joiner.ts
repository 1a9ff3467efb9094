/** A new node, as far as catching up goes: the real parts on a real database, with peers of the test's making. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProvider } from '@trellis/crypto';
import type { PeerName, Transport } from '@trellis/engine';
import {
  type CatchUp,
  createCatchUp,
  createChain,
  createRequests,
  systemClock,
} from '@trellis/engine';
import { createProviderVerifier } from '@trellis/node/provider-verifier';
import { type Genesis, type Height, nextHeight, toHeight } from '@trellis/protocol';
import {
  beginWithGenesis,
  type ChainStore,
  openLevelStore,
  type StoreOptions,
} from '@trellis/storage';

export interface Joiner {
  /** Its data folder. */
  readonly folder: string;
  readonly catchUp: CatchUp;
  readonly store: ChainStore;
  readonly disconnected: Map<PeerName, string>;
  /** Resolves at this height; rejects when the node stops or it takes too long. */
  reaches(height: Height, msMax: number): Promise<void>;
  /** Stops, and leaves the files. */
  close(): Promise<void>;
  /** Stops and removes everything. */
  remove(): Promise<void>;
}

export async function startJoiner(
  genesis: Genesis,
  request: Transport['request'],
  folder?: string,
  options: StoreOptions = {},
): Promise<Joiner> {
  const made = folder ?? (await mkdtemp(join(tmpdir(), 'trellis-joiner-')));
  return startIn(made, genesis, request, options);
}

async function startIn(
  folder: string,
  genesis: Genesis,
  request: Transport['request'],
  options: StoreOptions,
): Promise<Joiner> {
  const store = await openLevelStore(join(folder, 'chain'), options);
  if (store.genesis() === null) {
    await beginWithGenesis(store, genesis);
  }
  const chain = createChain(genesis, store);
  const disconnected = new Map<PeerName, string>();
  let failure: Error | undefined;
  let last: Promise<void> = Promise.resolve();
  const quiet = (): void => undefined;
  const catchUp = createCatchUp({
    knows: () => true,
    clock: systemClock,
    logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    verifier: createProviderVerifier(createProvider('native')),
    requests: createRequests({ request, peers: () => [] }, systemClock),
    chain,
    commit(blocks) {
      last = (async () => {
        const next = nextHeight(chain.head().header.height);
        await chain.commitAll(blocks.filter((block) => block.final.header.height >= next));
        catchUp.blockFinal();
      })();
      return last;
    },
    disconnect(peer, reason) {
      disconnected.set(peer, reason);
      catchUp.forgetPeer(peer);
    },
    onIdle: quiet,
    onSafetyViolation(height, detail) {
      failure = new Error(`block ${height}: ${detail}`);
    },
    onFailure(error) {
      failure = new Error('catching up failed', { cause: error });
    },
  });
  const close = async (): Promise<void> => {
    catchUp.stop();
    await last;
    await store.close();
  };
  return {
    folder,
    catchUp,
    store,
    disconnected,
    async reaches(height, msMax) {
      const deadline = performance.now() + msMax;
      while (chain.head().header.height < height) {
        if (failure !== undefined) throw failure;
        if (performance.now() > deadline) {
          throw new Error(`stands at ${chain.head().header.height} of ${height}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    },
    close,
    async remove() {
      await close();
      await rm(folder, { recursive: true });
    },
  };
}

export const firstHeight = toHeight(1n);
