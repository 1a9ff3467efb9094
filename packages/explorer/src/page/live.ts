/** What happens on the chain while the page is open: each final block, checked as it comes. */
import {
  ApiProblem,
  getReportedBlock,
  ProofError,
  subscribe,
  verifyFreshness,
} from '@trellis/client';
import { toHeight } from '@trellis/protocol';
import type { BlockResponse } from '@trellis/protocol/http-api';
import { inBackground } from './background.ts';
import { blockProof } from './block-proof.ts';
import { prove, sentenceOf, type Verification } from './proof.ts';
import type { Session } from './session.ts';
import { createStore, type Store } from './store.ts';

export interface LiveBlock {
  readonly block: BlockResponse;
  readonly verification: Verification;
}

export interface Live {
  /** The newest first. */
  readonly blocks: readonly LiveBlock[];
  readonly connection: 'connecting' | 'open' | 'lost' | 'refused';
  /** Why there is no connection. */
  readonly reason: string | null;
}

/** How many blocks are kept for lists and plots. */
const liveBlocksMax = 60;
const firstBlocks = 24n;

/** Follows the node until `signal` is aborted. */
export function followChain(session: Session, signal: AbortSignal): Store<Live> {
  const store = createStore<Live>({ blocks: [], connection: 'connecting', reason: null });
  inBackground(follow(session, store, signal));
  return store;
}

async function follow(session: Session, store: Store<Live>, signal: AbortSignal): Promise<void> {
  const fetching = new Set<bigint>();
  const add = async (height: bigint): Promise<void> => {
    if (height < 0n || fetching.has(height)) return;
    fetching.add(height);
    const block = await getReportedBlock(session.client, height);
    const asked = toHeight(height);
    const verification = await prove(session, blockProof(session, block, asked));
    session.newest.note(verification.state === 'proven' ? asked : null);
    store.change((live) => ({ ...live, blocks: withBlock(live.blocks, { block, verification }) }));
  };
  /** One after another, so that what the page shows is checked before blocks that it may not show. */
  const addEarlier = async (height: bigint): Promise<void> => {
    for (let index = 1n; index < firstBlocks; index++) await add(height - index);
  };
  while (!signal.aborted) {
    try {
      // The newest first: an older one in its place would look like a chain that stalls.
      const { header } = await getReportedBlock(session.client, 'latest');
      await add(header.height);
      store.change((live) => ({ ...live, connection: 'open', reason: null }));
      // A node that began with a snapshot lacks the blocks before it.
      addEarlier(header.height).catch(() => undefined);
      let newest = header.height;
      for await (const event of subscribe(session.client, signal)) {
        if (event.type !== 'block') continue;
        // Also the blocks that came between the first answer and the first event.
        for (let height = newest + 1n; height <= event.height; height++) {
          add(height).catch(() => fetching.delete(height));
        }
        newest = event.height;
      }
    } catch (error) {
      fetching.clear();
      session.newest.note(null);
      const connection = error instanceof ApiProblem ? 'refused' : 'lost';
      store.change((live) => ({ ...live, connection, reason: sentenceOf(error) }));
      await new Promise((resolve) => {
        setTimeout(resolve, 2_000);
      });
    }
  }
}

function withBlock(blocks: readonly LiveBlock[], added: LiveBlock): readonly LiveBlock[] {
  const { height } = added.block.header;
  const others = blocks.filter(({ block }) => block.header.height !== height);
  return [...others, added]
    .sort((a, b) => (a.block.header.height > b.block.header.height ? -1 : 1))
    .slice(0, liveBlocksMax);
}

/** What is wrong with the newest block as the newest: it is too old, or from the future. */
export function headProblem(newest: LiveBlock, now: number): string | undefined {
  try {
    verifyFreshness(newest.block.header, { now });
    return undefined;
  } catch (error) {
    if (error instanceof ProofError) return error.message;
    throw error;
  }
}
