/**
 * Whom to ask for which final blocks: a pure plan that is told what happened and says what to do. It
 * knows heights and peers, never a block, so everything that a lying or slow peer can do is a test of
 * this function.
 */
import { type Height, limits, messageLimits, nextHeight, toHeight } from '@trellis/protocol';
import type { PeerName } from '../ports/transport.ts';

/** A peer that says that it has blocks. */
interface PlannedPeer {
  /** The first block it can give: it may have begun with a snapshot. */
  readonly first: Height;
  /** Its newest final block, by its newest word: whoever first claimed too much is not waited for. */
  readonly last: Height;
  /** Since when it is ahead of us; `null` while it is not. */
  readonly aheadSince: number | null;
  /** It is not asked before. */
  readonly restUntil: number;
  /** Blocks that it is asked for at once: doubled when it gives them all, halved when it stalls. */
  readonly window: number;
  readonly request: OpenRequest | null;
}

/** Blocks that a peer was asked for and has not given yet: `next` to `end`, without `end`. */
interface OpenRequest {
  readonly id: number;
  readonly from: Height;
  readonly next: Height;
  readonly end: Height;
  /** When it gave the last one, or was asked. */
  readonly heardAt: number;
}

export interface CatchUpPlan {
  /** Everything up to here is ours. */
  readonly head: Height;
  readonly peers: ReadonlyMap<PeerName, PlannedPeer>;
  /** Peers that lied, and until when they are not listened to. */
  readonly banned: ReadonlyMap<PeerName, number>;
  /** Blocks that came and wait for those before them: their bytes and who gave them. */
  readonly waiting: ReadonlyMap<Height, { readonly from: PeerName; readonly bytes: number }>;
  readonly requests: number;
}

export type PlanInput =
  | {
      readonly type: 'status';
      readonly peer: PeerName;
      readonly first: Height;
      readonly last: Height;
    }
  /** A message that only a node which has these blocks sends: fresher than its last status. */
  | { readonly type: 'seen'; readonly peer: PeerName; readonly last: Height }
  | { readonly type: 'gone'; readonly peer: PeerName }
  | {
      readonly type: 'block';
      readonly peer: PeerName;
      readonly request: number;
      readonly height: Height;
      readonly bytes: number;
    }
  /** An answer ended, whole or not. */
  | {
      readonly type: 'ended';
      readonly peer: PeerName;
      readonly request: number;
      readonly failed: boolean;
    }
  /** What a peer gave is not what an honest node gives. */
  | { readonly type: 'lie'; readonly peer: PeerName; readonly reason: string }
  /** Blocks up to here are ours now, wherever they came from. */
  | { readonly type: 'head'; readonly height: Height }
  | { readonly type: 'tick' };

export type PlanEffect =
  | {
      readonly type: 'ask';
      readonly peer: PeerName;
      readonly request: number;
      readonly from: Height;
      readonly count: number;
    }
  | { readonly type: 'cancel'; readonly peer: PeerName; readonly request: number }
  | { readonly type: 'disconnect'; readonly peer: PeerName; readonly reason: string };

export const planLimits = {
  /**
   * A peer that has just made a block final is one ahead for a moment, and we are about to do the same;
   * only a peer that stays ahead this long is asked. Whoever is two ahead is asked at once: a node that waited each
   * time would never come to the tip of a chain that makes blocks faster than this.
   */
  timeoutMs: 300,
  /** A request that brought nothing for so long is given up, and its blocks are asked of others. */
  stalledMs: 3_000,
  /** A peer with nothing to do takes over what one that is slower than this was asked for. */
  slowMs: 700,
  /** How long a peer that had nothing to give is left alone. */
  restMs: 10_000,
  banMs: 30_000,
  firstWindow: 8,
  windowMax: messageLimits.answerBlocksMax,
  /** Blocks and bytes that wait at most; beyond them nothing more is asked for. */
  aheadBlocksMax: 256,
  aheadBytesMax: 8 * limits.blockBytesMax,
  /** Peers that are asked at the same time. */
  askedMax: 8,
} as const;

export function createPlan(head: Height): CatchUpPlan {
  return { head, peers: new Map(), banned: new Map(), waiting: new Map(), requests: 0 };
}

/** What the plan becomes after an input, and what has to be done for it. `now` never goes back. */
export function stepPlan(
  plan: CatchUpPlan,
  input: PlanInput,
  now: number,
): { readonly plan: CatchUpPlan; readonly effects: readonly PlanEffect[] } {
  const effects: PlanEffect[] = [];
  const noted = note(plan, input, now, effects);
  const tended = giveUp(noted, now, effects);
  return { plan: assign(tended, now, effects), effects };
}

/** Whether a peer is ahead, so that the plan wants ticks. */
export function isBehind({ head, peers }: CatchUpPlan): boolean {
  return [...peers.values()].some(({ last }) => last > head);
}

function note(
  plan: CatchUpPlan,
  input: PlanInput,
  now: number,
  effects: PlanEffect[],
): CatchUpPlan {
  switch (input.type) {
    case 'status':
      return noteStatus(plan, input, now, effects);
    case 'seen': {
      const peer = plan.peers.get(input.peer);
      if (peer === undefined || input.last <= peer.last) return plan;
      return noteStatus(plan, { ...input, type: 'status', first: peer.first }, now, effects);
    }
    case 'gone':
      return withPeer(plan, input.peer, null);
    case 'block': {
      const peer = plan.peers.get(input.peer);
      // The answer to a request that was given up: late, and no infraction (CometBFT #5959).
      if (peer?.request?.id !== input.request) return plan;
      const request = { ...peer.request, next: nextHeight(input.height), heardAt: now };
      const next = withPeer(plan, input.peer, { ...peer, request });
      if (input.height <= plan.head || plan.waiting.has(input.height)) return next;
      const waiting = new Map(plan.waiting);
      waiting.set(input.height, { from: input.peer, bytes: input.bytes });
      return { ...next, waiting };
    }
    case 'ended':
      return noteEnd(plan, input, now);
    case 'lie': {
      effects.push({ type: 'disconnect', peer: input.peer, reason: input.reason });
      const banned = new Map(plan.banned).set(input.peer, now + planLimits.banMs);
      // Nothing else of its is believed; what it gave is asked of others again.
      const waiting = new Map([...plan.waiting].filter(([, { from }]) => from !== input.peer));
      return { ...cancelled(plan, input.peer, effects, null), banned, waiting };
    }
    case 'head': {
      if (input.height <= plan.head) return plan;
      const waiting = new Map([...plan.waiting].filter(([height]) => height > input.height));
      const peers = new Map(plan.peers);
      for (const [name, peer] of peers) {
        if (peer.last <= input.height) peers.set(name, { ...peer, aheadSince: null });
      }
      return { ...plan, head: input.height, waiting, peers };
    }
    case 'tick':
      return plan;
  }
}

function noteStatus(
  plan: CatchUpPlan,
  { peer: name, first, last }: Extract<PlanInput, { type: 'status' }>,
  now: number,
  effects: PlanEffect[],
): CatchUpPlan {
  if ((plan.banned.get(name) ?? 0) > now) return plan;
  const known = plan.peers.get(name);
  if (known !== undefined && last < known.last) {
    // Final is final: no honest node takes a height back (CometBFT ASA-2025-001).
    return note(
      plan,
      { type: 'lie', peer: name, reason: `took its height back from ${known.last} to ${last}` },
      now,
      effects,
    );
  }
  const ahead = last > plan.head;
  return withPeer(plan, name, {
    restUntil: 0,
    window: planLimits.firstWindow,
    request: null,
    ...known,
    first,
    last,
    aheadSince: ahead ? (known?.aheadSince ?? now) : null,
  });
}

function noteEnd(
  plan: CatchUpPlan,
  { peer: name, request, failed }: Extract<PlanInput, { type: 'ended' }>,
  now: number,
): CatchUpPlan {
  const peer = plan.peers.get(name);
  if (peer?.request?.id !== request) return plan;
  const { from, next, end } = peer.request;
  // An answer is as long as its bytes allow, so that only an empty one means that there is nothing.
  if (next > from) {
    const window = next >= end && !failed ? peer.window * 2 : peer.window;
    return withPeer(plan, name, {
      ...peer,
      request: null,
      window: Math.min(planLimits.windowMax, window),
    });
  }
  const rested = { request: null, restUntil: now + planLimits.restMs, window: shrunk(peer.window) };
  return withPeer(plan, name, { ...peer, ...rested });
}

/** Gives up requests that stall. */
function giveUp(plan: CatchUpPlan, now: number, effects: PlanEffect[]): CatchUpPlan {
  let next = plan;
  for (const [name, peer] of plan.peers) {
    if (peer.request === null || now - peer.request.heardAt < planLimits.stalledMs) continue;
    next = cancelled(next, name, effects, now + planLimits.restMs);
  }
  return next;
}

/** Asks peers that have nothing to do for what nobody was asked for, the lowest heights first. */
function assign(plan: CatchUpPlan, now: number, effects: PlanEffect[]): CatchUpPlan {
  let next = plan;
  let asked = [...plan.peers.values()].filter(({ request }) => request !== null).length;
  // Whoever gave most before goes first, so that many bad peers can't keep a good one waiting.
  const free = [...plan.peers]
    .filter(([, peer]) => isFree(peer, plan.head, now))
    .sort(([, a], [, b]) => b.window - a.window);
  for (const [name, peer] of free) {
    const range = asked < planLimits.askedMax ? gapFor(next, peer) : undefined;
    if (range === undefined) {
      next = takeOver(next, name, peer, now, effects);
      continue;
    }
    asked += 1;
    next = ask(next, name, range.from, range.count, now, effects);
  }
  return next;
}

function isFree(peer: PlannedPeer, head: Height, now: number): boolean {
  if (peer.request !== null || peer.restUntil > now) return false;
  if (peer.last <= head || peer.first > nextHeight(head)) return false;
  if (peer.last > nextHeight(head)) return true;
  return peer.aheadSince !== null && now - peer.aheadSince >= planLimits.timeoutMs;
}

function ask(
  plan: CatchUpPlan,
  name: PeerName,
  from: Height,
  count: number,
  now: number,
  effects: PlanEffect[],
): CatchUpPlan {
  const peer = plan.peers.get(name);
  if (peer === undefined) return plan;
  const id = plan.requests + 1;
  effects.push({ type: 'ask', peer: name, request: id, from, count });
  const request = { id, from, next: from, end: toHeight(from + BigInt(count)), heardAt: now };
  return { ...withPeer(plan, name, { ...peer, request }), requests: id };
}

/** The lowest blocks that this peer has and that neither came nor were asked for. */
function gapFor(
  plan: CatchUpPlan,
  { last, window }: PlannedPeer,
): { readonly from: Height; readonly count: number } | undefined {
  const { head, waiting, peers } = plan;
  let bytes = 0;
  for (const one of waiting.values()) bytes += one.bytes;
  const open = [...peers.values()].flatMap(({ request }) => (request === null ? [] : [request]));
  const isTaken = (height: Height): boolean =>
    waiting.has(height) || open.some(({ next, end }) => next <= height && height < end);
  const limit = head + BigInt(planLimits.aheadBlocksMax);
  const end = last < limit ? last : toHeight(limit);
  let from = nextHeight(head);
  while (from <= end && isTaken(from)) from = nextHeight(from);
  if (from > end) return undefined;
  // The block that all others wait for is asked for however much waits.
  if (bytes >= planLimits.aheadBytesMax && from !== nextHeight(head)) return undefined;
  let count = 1;
  while (
    count < window &&
    from + BigInt(count) <= end &&
    !isTaken(toHeight(from + BigInt(count)))
  ) {
    count += 1;
  }
  return { from, count };
}

/** What everybody waits for is asked of a peer that is free, if the peer that was asked takes long. */
function takeOver(
  plan: CatchUpPlan,
  name: PeerName,
  { last, window }: PlannedPeer,
  now: number,
  effects: PlanEffect[],
): CatchUpPlan {
  const lowest = nextHeight(plan.head);
  for (const [slow, { request }] of plan.peers) {
    if (request === null || now - request.heardAt < planLimits.slowMs) continue;
    if (request.next !== lowest || last < lowest) continue;
    const wanted = last < request.end ? last + 1n - lowest : request.end - lowest;
    const given = cancelled(plan, slow, effects, now + planLimits.stalledMs);
    return ask(given, name, lowest, Math.min(window, Number(wanted)), now, effects);
  }
  return plan;
}

/** The plan without this peer's request, and without the peer itself if it has no time to rest until. */
function cancelled(
  plan: CatchUpPlan,
  name: PeerName,
  effects: PlanEffect[],
  restUntil: number | null,
): CatchUpPlan {
  const peer = plan.peers.get(name);
  if (peer === undefined) return plan;
  if (peer.request !== null) {
    effects.push({ type: 'cancel', peer: name, request: peer.request.id });
  }
  if (restUntil === null) return withPeer(plan, name, null);
  return withPeer(plan, name, { ...peer, request: null, restUntil, window: shrunk(peer.window) });
}

function shrunk(window: number): number {
  return Math.max(1, window >> 1);
}

function withPeer(plan: CatchUpPlan, name: PeerName, peer: PlannedPeer | null): CatchUpPlan {
  const peers = new Map(plan.peers);
  if (peer === null) peers.delete(name);
  else peers.set(name, peer);
  return { ...plan, peers };
}
