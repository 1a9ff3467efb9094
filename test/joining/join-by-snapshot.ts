/** How long a new node takes to a chain's tip by a snapshot, and by fetching every block. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createProvider } from '@trellis/crypto';
import type { ConnectedPeer, PeerName, Transport } from '@trellis/engine';
import { answerRequest, requestCodec, systemClock } from '@trellis/engine';
import { decode, type Height, nextHeight, toHeight } from '@trellis/protocol';
import {
  createSnapshot,
  createSnapshotFolder,
  fetchSnapshot,
  openSnapshotFolder,
  restoreSnapshot,
  type SnapshotFolder,
  snapshotPath,
} from '@trellis/storage';
import { firstHeight, type Joiner, startJoiner } from './joiner.ts';
import type { MadeChain } from './made-chain.ts';
import { honest, partsOf } from './servers.ts';

/** Blocks that were made final since the snapshot was made, and are fetched after it. */
const blocksSince = 20;

const peers = ['a', 'b', 'c'] as readonly string[] as readonly PeerName[];
const provider = createProvider('native');
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** Says what it measured. */
export async function joinBySnapshot(chain: MadeChain): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'trellis-join-'));
  try {
    const tip = toHeight(BigInt(chain.blocks.length));
    const at = toHeight(tip - BigInt(blocksSince));

    const origin = await startJoiner(chain.genesis, serveBlocks(chain), join(folder, 'origin'));
    const byBlocksMs = await timed(() => catchUp(origin, firstHeight, at));
    await origin.close();
    let started = performance.now();
    const made = await createSnapshot(join(folder, 'origin'), join(folder, 'made'));
    const makingMs = performance.now() - started;
    const offered = await openSnapshotFolder(made.path);
    if (offered === null) throw new Error('the snapshot was not made');

    const fresh = join(folder, 'fresh');
    const fetchingMs = await timed(async () => {
      const transport = offering(offered);
      const parts = {
        genesis: chain.genesis,
        recoveries: [],
        provider,
        transport,
        clock: systemClock,
        logger: quiet,
        timeoutMs: 20_000,
      };
      if ((await fetchSnapshot(parts, () => createSnapshotFolder(snapshotPath(fresh)))) === null)
        throw new Error('no snapshot');
    });
    const restoringMs = await timed(async () => {
      await restoreSnapshot(snapshotPath(fresh), fresh, chain.genesis, provider);
    });
    started = performance.now();
    const joiner = await startJoiner(chain.genesis, serveBlocks(chain), fresh);
    await catchUp(joiner, nextHeight(at), tip);
    const restMs = performance.now() - started;
    await joiner.close();

    const parts = chain.blocks.slice(0, Number(at)).flatMap(partsOf);
    const blockBytes = parts.reduce((sum, part) => sum + part.length, 0);
    return (
      `by its ${at} blocks (${mebibytes(blockBytes)}): ${seconds(byBlocksMs)}; by a snapshot of ` +
      `${made.entries} entries (${mebibytes(made.bytes)}, made in ${seconds(makingMs)}): ` +
      `${seconds(fetchingMs + restoringMs + restMs)}, of which ${seconds(fetchingMs)} to fetch and check it, ` +
      `${seconds(restoringMs)} to restore it, ${seconds(restMs)} for the ${blocksSince} blocks since`
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

function serveBlocks(chain: MadeChain): Transport['request'] {
  return async function* (_peer, question, { signal }) {
    const request = decode(requestCodec, question);
    if (!request.ok || request.value.type !== 'blocks') throw new Error('not a request for blocks');
    // Something else always runs between two answers that come from a network.
    for await (const part of honest(chain, request.value.from, request.value.count, signal)) {
      await new Promise(setImmediate);
      yield part;
    }
  };
}

function offering(snapshot: SnapshotFolder): Pick<Transport, 'peers' | 'request' | 'disconnect'> {
  const unasked = (): never => {
    throw new Error('nobody asks for this here');
  };
  const sources = {
    store: {
      head: unasked,
      keeps: unasked,
      finalHeader: unasked,
      finalContent: unasked,
      storedValue: unasked,
    },
    mempool: { get: unasked },
    proposedBlocks: { transaction: unasked, compact: unasked },
    snapshot,
    transport: { peers: unasked },
    greeting: unasked,
    about: unasked,
    dialBack: unasked,
    publicUrl: null,
  };
  const connected = (name: PeerName) =>
    ({ state: 'connected', name }) as Partial<ConnectedPeer> as ConnectedPeer;
  return {
    peers: () => peers.map(connected),
    request: (_peer, question) => answerRequest(sources, question),
    disconnect: unasked,
  };
}

async function catchUp(joiner: Joiner, first: Height, last: Height): Promise<void> {
  for (const peer of peers) joiner.catchUp.notePeer(peer, first, last);
  await joiner.reaches(last, 3_600_000);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
