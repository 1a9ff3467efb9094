/** Catching up with peers that are ahead: final blocks, one after another, each verified in full. */
import { type Height, nextHeight } from '@trellis/protocol';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { PeerName } from '../ports/transport.ts';
import { BadAnswer, blocksPerRequestMax, type Exchange, type FetchedBlock } from './exchange.ts';

export interface CatchUpParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly exchange: Exchange;
  headHeight(): Height;
  /** Makes a fetched block final; throws `BadAnswer` when its sender is to blame. */
  apply(block: FetchedBlock, peer: PeerName): Promise<void>;
  disconnect(peer: PeerName, reason: string): void;
  /** Nothing is left to catch up with, for now. */
  onIdle(): void;
}

export interface CatchUp {
  /** A peer says that it has final blocks up to this height. */
  notePeer(peer: PeerName, finalHeight: Height): void;
  forgetPeer(peer: PeerName): void;
  /** Whether blocks are coming in; a peer that only claims to have some holds nobody up. */
  isProgressing(): boolean;
  stop(): void;
}

/**
 * A peer that has just made a block final is ahead for a moment, and we are about to do the same;
 * only who stays ahead this long is worth asking.
 */
const patienceMs = 300;

/** How long a peer that had nothing to give is left alone. */
const restMs = 10_000;

/** Blocks that came less than this ago mean that more are on their way. */
const progressMs = 2_000;

/** Before the next try when no peer could help. */
const retryMs = 1_000;

export function createCatchUp(parts: CatchUpParts): CatchUp {
  const { clock, logger, exchange } = parts;
  // A peer's newest word counts, also when it is lower than before: else one that first claimed too
  // much would be waited for for ever (CometBFT ASA-2025-001).
  const claims = new Map<PeerName, Height>();
  let cancelTimer: (() => void) | null = null;
  let running = false;
  let lastAppliedAt = Number.NEGATIVE_INFINITY;
  const restUntil = new Map<PeerName, number>();
  let stopped = false;

  function best(): PeerName | undefined {
    let found: PeerName | undefined;
    for (const [peer, height] of claims) {
      if (height <= parts.headHeight()) continue;
      if ((restUntil.get(peer) ?? 0) > clock.elapsed()) continue;
      if (found === undefined || height > (claims.get(found) ?? 0n)) found = peer;
    }
    return found;
  }

  function schedule(delayMs: number): void {
    if (stopped || running || cancelTimer !== null) return;
    cancelTimer = clock.after(delayMs, () => {
      cancelTimer = null;
      void run();
    });
  }

  async function run(): Promise<void> {
    if (running || stopped) return;
    running = true;
    const from = parts.headHeight();
    try {
      for (let peer = best(); peer !== undefined && !stopped; peer = best()) {
        await fetchFrom(peer);
      }
    } finally {
      running = false;
    }
    const to = parts.headHeight();
    if (to > from + 1n) logger.info({ from, to }, 'caught up');
    if (best() !== undefined) schedule(retryMs);
    parts.onIdle();
  }

  async function fetchFrom(peer: PeerName): Promise<void> {
    const start = parts.headHeight();
    try {
      const blocks = exchange.fetchBlocks(peer, nextHeight(start), blocksPerRequestMax);
      for await (const block of blocks) {
        if (stopped) return;
        await parts.apply(block, peer);
        lastAppliedAt = clock.elapsed();
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      logger.warn({ peer, reason }, 'could not catch up from this peer');
      if (error instanceof BadAnswer) parts.disconnect(peer, reason);
    }
    // A peer that claims blocks and gives none is not asked again for a while.
    if (parts.headHeight() === start) {
      claims.delete(peer);
      restUntil.set(peer, clock.elapsed() + restMs);
    }
  }

  return {
    notePeer(peer, finalHeight) {
      claims.set(peer, finalHeight);
      if (finalHeight > parts.headHeight()) schedule(patienceMs);
    },
    forgetPeer: (peer) => {
      claims.delete(peer);
      restUntil.delete(peer);
    },
    isProgressing: () => running && clock.elapsed() - lastAppliedAt < progressMs,
    stop() {
      stopped = true;
      cancelTimer?.();
    },
  };
}
