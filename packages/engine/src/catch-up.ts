/**
 * Catching up with peers that are ahead. Blocks come from several of them at once (`catch-up-plan.ts`
 * says who is asked for what); while some are fetched, the signatures of others are verified, the next
 * one is executed, and those before it are written, many in one batch. Nothing reaches the disk before
 * its certificate, its link to the block before and all that it commits to have been checked.
 */
import { type Height, nextHeight, toHeight } from '@trellis/protocol';
import { judgeBlock } from './assemble.ts';
import { inBackground } from './background.ts';
import {
  type CatchUpPlan,
  createPlan,
  isBehind,
  type PlanEffect,
  type PlanInput,
  stepPlan,
} from './catch-up-plan.ts';
import type { Chain, ExecutedBlock } from './chain.ts';
import { type ChainAhead, createChainAhead } from './chain-ahead.ts';
import { BadAnswer, type Exchange, type FetchedBlock } from './exchange.ts';
import type { Clock } from './ports/clock.ts';
import type { Logger } from './ports/logger.ts';
import type { PeerName } from './ports/transport.ts';
import type { Verifier } from './ports/verifier.ts';
import { certificateProblem, type Preparation, prepareBlock } from './prepare-block.ts';

export interface CatchUpParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly verifier: Verifier;
  readonly exchange: Pick<Exchange, 'fetchBlocks'>;
  readonly chain: Chain;
  /** Makes verified blocks final, in turn with everything else; leaves out those that are already. */
  commit(blocks: readonly ExecutedBlock[]): Promise<void>;
  disconnect(peer: PeerName, reason: string): void;
  /** Nothing is left to catch up with, for now. */
  onIdle(): void;
  /** A quorum made final what this node finds invalid. */
  onContradiction(height: Height, detail: string): void;
  /** Something failed that never may. */
  onFailure(error: unknown): void;
}

export interface CatchUp {
  /** A peer says that it has final blocks of these heights. */
  notePeer(peer: PeerName, first: Height, last: Height): void;
  /** A peer sent something of this height, so the block before it is final there. */
  noteHeard(peer: PeerName, height: Height): void;
  forgetPeer(peer: PeerName): void;
  /** A block became final, by whatever way. */
  blockFinal(): void;
  /** Whether blocks are coming in; a peer that only claims to have some holds nobody up. */
  isProgressing(): boolean;
  stop(): void;
}

/** Blocks that came less than this ago mean that more are on their way. */
const progressMs = 2_000;

const tickMs = 100;

/** What is verified before its turn: enough to keep every core busy while one block is executed. */
const preparedBlocksMax = 64;
const preparedBytesMax = 16 * 1024 * 1024;

/** What is executed and waits for the disk. */
const unwrittenBlocksMax = 128;
const unwrittenBytesMax = 16 * 1024 * 1024;

/**
 * Executed blocks are written when they are so many, when this long has passed since the last ones were,
 * or when nothing more is at hand: accounts and tree pages that several of them change are written once.
 */
const gatheredBytes = 8 * 1024 * 1024;
const gatheredMs = 500;

interface Arrived {
  readonly from: PeerName;
  readonly block: FetchedBlock;
  preparation: Promise<Preparation> | null;
}

export function createCatchUp(parts: CatchUpParts): CatchUp {
  const { clock, logger, verifier, exchange, chain } = parts;
  let plan: CatchUpPlan = createPlan(chain.head().header.height);
  const arrived = new Map<Height, Arrived>();
  const requests = new Map<number, AbortController>();
  let ahead: ChainAhead = createChainAhead(chain);
  let unwritten: ExecutedBlock[] = [];
  let unwrittenBytes = 0;
  let writing = false;
  let writtenAt = Number.NEGATIVE_INFINITY;
  let working = false;
  let stopped = false;
  let wasProgressing = false;
  let lastBlockAt = Number.NEGATIVE_INFINITY;
  let cancelTick: (() => void) | null = null;
  let run: { readonly from: Height; readonly since: number } | null = null;

  const isProgressing = (): boolean =>
    (isBehind(plan) || writing || unwritten.length > 0) &&
    clock.elapsed() - lastBlockAt < progressMs;

  function tell(input: PlanInput): void {
    if (stopped) return;
    const next = stepPlan(plan, input, clock.elapsed());
    plan = next.plan;
    for (const effect of next.effects) perform(effect);
    if (isBehind(plan) || wasProgressing) {
      cancelTick ??= clock.after(tickMs, () => {
        cancelTick = null;
        tell({ type: 'tick' });
      });
    }
    noteProgress();
  }

  function noteProgress(): void {
    const progressing = isProgressing();
    if (wasProgressing && !progressing) {
      const to = chain.head().header.height;
      if (run !== null && to > run.from + 1n) {
        const ms = Math.round(clock.elapsed() - run.since);
        logger.info({ from: run.from, to, ms }, 'caught up');
      }
      run = null;
      parts.onIdle();
    }
    wasProgressing = progressing;
  }

  function perform(effect: PlanEffect): void {
    switch (effect.type) {
      case 'ask':
        run ??= { from: chain.head().header.height, since: clock.elapsed() };
        inBackground(fetch(effect), parts.onFailure);
        return;
      case 'cancel':
        requests.get(effect.request)?.abort();
        return;
      case 'disconnect':
        for (const [height, { from }] of arrived) if (from === effect.peer) arrived.delete(height);
        logger.warn({ peer: effect.peer, reason: effect.reason }, 'a peer lied about the chain');
        parts.disconnect(effect.peer, effect.reason);
        return;
    }
  }

  async function fetch(ask: Extract<PlanEffect, { type: 'ask' }>): Promise<void> {
    const { peer, request, from, count } = ask;
    const controller = new AbortController();
    requests.set(request, controller);
    let failed = false;
    try {
      for await (const block of exchange.fetchBlocks(peer, from, count, controller.signal)) {
        const { height } = block.header;
        tell({ type: 'block', peer, request, height, bytes: block.bytes });
        // The plan says whether it is wanted: others may have given it, or it came too late.
        if (plan.waiting.get(height)?.from === peer && !arrived.has(height)) {
          arrived.set(height, { from: peer, block, preparation: null });
          inBackground(work(), parts.onFailure);
        }
      }
    } catch (error) {
      failed = true;
      const reason = error instanceof Error ? error.message : String(error);
      if (error instanceof BadAnswer) tell({ type: 'lie', peer, reason });
      else if (!controller.signal.aborted) {
        logger.debug({ peer, reason }, 'could not fetch blocks from this peer');
      }
    }
    requests.delete(request);
    tell({ type: 'ended', peer, request, failed });
  }

  /** Starts verifying what comes next, as far as there is room. */
  function prepare(): void {
    let bytes = 0;
    let height = nextHeight(ahead.head().header.height);
    for (let count = 0; count < preparedBlocksMax && bytes < preparedBytesMax; count++) {
      const next = arrived.get(height);
      if (next === undefined) return;
      next.preparation ??= prepareBlock({ chain: ahead, verifier }, next.block);
      bytes += next.block.bytes;
      height = nextHeight(height);
    }
  }

  const hasRoom = (): boolean =>
    unwritten.length < unwrittenBlocksMax && unwrittenBytes < unwrittenBytesMax && !ahead.isLarge();

  /** Executes one block after another, until the next one is missing or the disk must catch up first. */
  async function work(): Promise<void> {
    if (working) return;
    working = true;
    try {
      while (!stopped) {
        prepare();
        const next = arrived.get(nextHeight(ahead.head().header.height));
        if (next?.preparation == null || !hasRoom()) {
          write();
          break;
        }
        const preparation = await next.preparation;
        if (stopped || !isCurrent(next)) continue;
        await take(next, preparation);
      }
    } catch (error) {
      if (!stopped) throw error;
    } finally {
      working = false;
    }
  }

  /** Whether it is still what comes next: its sender may have been caught lying, or others were faster. */
  function isCurrent(one: Arrived): boolean {
    const { height } = one.block.header;
    return arrived.get(height) === one && height === nextHeight(ahead.head().header.height);
  }

  async function take(one: Arrived, preparation: Preparation): Promise<void> {
    const { from: peer, block } = one;
    const { height } = block.header;
    const lied = (detail: string): void => {
      arrived.delete(height);
      tell({ type: 'lie', peer, reason: `block ${height}: ${detail}` });
    };
    if (!preparation.ok) {
      lied(preparation.detail);
      return;
    }
    const { blockId, certifiedBy, transactions } = preparation.block;
    const validators = ahead.validators();
    if (certifiedBy !== validators) {
      const problem = await certificateProblem({ chain: ahead, verifier }, block, validators);
      if (stopped || !isCurrent(one)) return;
      if (problem !== undefined) {
        lied(problem);
        return;
      }
    }
    const judged = await judgeBlock({ chain: ahead, verifier }, block, transactions);
    if (stopped || !isCurrent(one)) return;
    if (!judged.ok) {
      stopped = true;
      parts.onContradiction(height, judged.detail);
      return;
    }
    const { execution } = judged.candidate;
    const final = { header: block.header, blockId, certificate: block.certificate };
    const { evidence } = block;
    const executed = { final, execution, evidence, transactions: block.transactions };
    ahead.extend(executed);
    unwritten.push(executed);
    unwrittenBytes += block.bytes;
    arrived.delete(height);
    lastBlockAt = clock.elapsed();
    tell({ type: 'head', height });
    if (unwrittenBytes >= gatheredBytes || lastBlockAt - writtenAt >= gatheredMs) write();
  }

  /** Writes everything that is executed in one batch; meanwhile the next one gathers. */
  function write(): void {
    const newest = unwritten.at(-1);
    if (writing || newest === undefined || stopped) return;
    writing = true;
    writtenAt = clock.elapsed();
    const blocks = unwritten;
    unwritten = [];
    unwrittenBytes = 0;
    parts.commit(blocks).then(
      () => {
        writing = false;
        ahead.written(newest.final.header.height);
        noteProgress();
        inBackground(work(), parts.onFailure);
      },
      // Whoever failed to write has stopped the node.
      () => undefined,
    );
  }

  return {
    notePeer(peer, first, last) {
      tell({ type: 'status', peer, first, last });
    },
    noteHeard(peer, height) {
      if (height <= nextHeight(chain.head().header.height)) return;
      tell({ type: 'seen', peer, last: toHeight(height - 1n) });
    },
    forgetPeer(peer) {
      tell({ type: 'gone', peer });
    },
    blockFinal() {
      const { height } = chain.head().header;
      if (height <= ahead.head().header.height) return;
      // Consensus decided it first: what is ahead of it, if anything, is built anew on top.
      ahead = createChainAhead(chain);
      for (const known of arrived.keys()) if (known <= height) arrived.delete(known);
      tell({ type: 'head', height });
      inBackground(work(), parts.onFailure);
    },
    isProgressing,
    stop() {
      stopped = true;
      cancelTick?.();
      for (const controller of requests.values()) controller.abort();
    },
  };
}
