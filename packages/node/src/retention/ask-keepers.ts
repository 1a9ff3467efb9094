/** Asking those peers for whole blocks that say that they keep them. */
import {
  type FetchedBlock,
  findKeepers,
  type PeerName,
  type Requests,
  type Transport,
} from '@trellis/engine';
import { type Height, toHeight } from '@trellis/protocol';
import type { AskKeepers } from '@trellis/storage';

/** One answer of a peer at most takes so long. */
const answerMs = 20_000;

export function askKeepers(
  transport: Pick<Transport, 'peers'>,
  requests: Pick<Requests, 'fetchKeeps' | 'fetchBlocks'>,
): AskKeepers {
  return async function* (from, count) {
    for (const { peer, hasWitnesses } of await findKeepers({ transport, requests }, from)) {
      if (hasWitnesses) yield await fetchAll(requests, peer, { from, count });
    }
  };
}

/** An answer ends early where blocks are large: the rest is asked for again. Fewer of a peer that is absent, slow or lying. */
async function fetchAll(
  requests: Pick<Requests, 'fetchBlocks'>,
  peer: PeerName,
  { from, count }: { readonly from: Height; readonly count: number },
): Promise<readonly FetchedBlock[]> {
  const blocks: FetchedBlock[] = [];
  try {
    for (let before = -1; before < blocks.length && blocks.length < count; ) {
      before = blocks.length;
      const rest = { from: toHeight(from + BigInt(before)), count: count - before };
      const signal = AbortSignal.timeout(answerMs);
      for await (const block of requests.fetchBlocks(peer, rest, signal)) blocks.push(block);
    }
  } catch {
    // The next one is asked.
  }
  return blocks;
}
