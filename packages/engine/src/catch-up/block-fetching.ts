/** The requests for blocks that are open, one for each peer that is asked. */

import type { Logger } from '../ports/logger.ts';
import type { PeerName } from '../ports/transport.ts';
import { BadAnswer, type FetchedBlock } from '../requests/fetch-blocks.ts';
import type { Requests } from '../requests/requests.ts';
import { inBackground } from '../tasks/background.ts';
import type { PlanEffect, PlanInput } from './catch-up-plan.ts';

type Ask = Extract<PlanEffect, { type: 'ask' }>;

export interface BlockFetching {
  ask(question: Ask): void;
  cancel(request: number): void;
  stop(): void;
}

export interface BlockFetchingParts {
  readonly requests: Pick<Requests, 'fetchBlocks'>;
  readonly logger: Logger;
  /** What happens to the requests. */
  readonly tell: (input: PlanInput) => void;
  readonly take: (block: FetchedBlock, from: PeerName) => void;
  /** Something failed that never may. */
  onFailure(error: unknown): void;
}

export function createBlockFetching(parts: BlockFetchingParts): BlockFetching {
  const open = new Map<number, AbortController>();
  return {
    ask(question) {
      const controller = new AbortController();
      open.set(question.request, controller);
      const ended = fetch(parts, question, controller.signal).then((failed) => {
        const { peer, request } = question;
        open.delete(request);
        parts.tell({ type: 'ended', peer, request, failed });
      });
      inBackground(ended, parts.onFailure);
    },
    cancel(request) {
      open.get(request)?.abort();
    },
    stop() {
      for (const controller of open.values()) controller.abort();
    },
  };
}

/** Whether it failed. */
async function fetch(
  { requests, logger, tell, take }: BlockFetchingParts,
  { peer, request, from, count }: Ask,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    for await (const block of requests.fetchBlocks(peer, { from, count }, signal)) {
      const { height } = block.header;
      tell({ type: 'block', peer, request, height, bytes: block.bytes });
      take(block, peer);
    }
    return false;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (error instanceof BadAnswer) tell({ type: 'lie', peer, reason });
    else if (!signal.aborted)
      logger.debug({ peer, reason }, 'could not fetch blocks from this peer');
    return true;
  }
}
