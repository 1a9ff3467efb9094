/** What happens on the chain while the page is open: each final block, checked as it comes, and who tells of it. */
import { ApiProblem, followEvents, getReportedBlock, getStatus } from '@trellis/client';
import type { Hash } from '@trellis/crypto';
import { toHeight } from '@trellis/protocol';
import type { BlockResponse, StatusResponse } from '@trellis/protocol/http-api';
import { inBackground } from './background.ts';
import { blockProof } from './block-proof.ts';
import { type ComparedNodes, compareNodes, unseenRecovery } from './compare-nodes.ts';
import { prove, sentenceOf, type Verification } from './proof.ts';
import type { Session } from './session.ts';
import { createStore, type Store } from './store.ts';

export interface LiveBlock {
  readonly block: BlockResponse;
  readonly verification: Verification;
  /** When this page heard that it is final, by this device's clock; not there: it was fetched later. */
  readonly heardAt?: number;
}

/** How it stands with the node that is asked. */
export type NodeState =
  | { readonly type: 'connecting' }
  | { readonly type: 'answers' }
  /** It answers nothing; `since`: when it last did, in milliseconds since 1970. */
  | { readonly type: 'silent'; readonly since: number; readonly reason: string }
  /** It does not answer this caller. */
  | { readonly type: 'refused'; readonly reason: string }
  /** Another chain is behind the address; under the same name it was begun again. */
  | { readonly type: 'otherChain'; readonly chainId: string; readonly isBegunAgain: boolean }
  /** The chain was recovered while the page was open, and nobody here has agreed to that. */
  | { readonly type: 'recovered'; readonly recovery: Hash }
  /** Its newest block is older than one that was proven here. */
  | { readonly type: 'behind'; readonly height: bigint; readonly known: bigint }
  /** Validators have made two blocks of one height final. */
  | { readonly type: 'conflict'; readonly reason: string };

export interface Live {
  /** The newest first; of some heights between there may be none (`gapsIn`). */
  readonly blocks: readonly LiveBlock[];
  readonly node: NodeState;
  /** Address of the node that is asked. */
  readonly url: string;
  /** How far its clock is ahead of this device's, in milliseconds. */
  readonly clockAheadMs: number;
  /** How often it began to answer: what could not be loaded before is loaded again. */
  readonly connections: number;
  /** What comparing the nodes found wrong with one of them, by its address. */
  readonly found: ReadonlyMap<string, string>;
}

export interface Following {
  readonly live: Store<Live>;
  /** Asks the node now, and not only when it is time to. */
  retry(): void;
}

/** How many blocks are kept for lists and plots, and with how many they begin. */
const liveBlocksMax = 60n;
const firstBlocks = 24n;

/** A node that died is seen after at most these two together. */
const beatMs = 1_500;
const answerMs = 3_000;

/** The nodes are compared at every so many answers. */
const beatsToCompare = 4;

/**
 * Follows the node until `signal` is aborted, and the next one when it falls silent. What was missed is fetched as soon
 * as a node answers: what it tells by itself only makes that sooner.
 */
export function followChain(session: Session, signal: AbortSignal): Following {
  const live = createStore<Live>({
    blocks: [],
    node: { type: 'connecting' },
    url: session.nodes.current(),
    clockAheadMs: 0,
    connections: 0,
    found: new Map(),
  });
  const alarm = createAlarm(signal);
  inBackground(follow(session, live, alarm, signal));
  return { live, retry: alarm.ring };
}

async function follow(
  session: Session,
  live: Store<Live>,
  alarm: Alarm,
  signal: AbortSignal,
): Promise<void> {
  const { nodes } = session;
  const blocks = createBlockFetcher(session, live);
  const pulse = { ...session.transport, timeoutMs: answerMs };
  let stream: AbortController | undefined;
  let lastAnswer = Date.now();
  let silentNodes = 0;
  const hangUp = (): void => {
    stream?.abort();
    stream = undefined;
  };
  signal.addEventListener('abort', hangUp, { once: true });
  for (let beat = 0; !signal.aborted; beat++) {
    try {
      const status = await getStatus(pulse);
      await noteAnswer(session, live, status);
      lastAnswer = Date.now();
      silentNodes = 0;
      if (isUsable(live.get().node)) {
        blocks.want(status.head.height);
        stream ??= listen(session, blocks, alarm);
      } else hangUp();
      if (beat % beatsToCompare === 0) inBackground(compare(session, live));
    } catch (error) {
      hangUp();
      session.newest.note(null);
      const reason = sentenceOf(error);
      const node: NodeState =
        error instanceof ApiProblem
          ? { type: 'refused', reason }
          : { type: 'silent', since: lastAnswer, reason };
      nodes.moveOn();
      silentNodes += 1;
      live.change((now) => ({
        ...now,
        node: now.node.type === 'conflict' ? now.node : node,
        url: nodes.current(),
      }));
      // The next one is asked at once, until each was.
      if (silentNodes < nodes.urls.length) continue;
      silentNodes = 0;
    }
    await alarm.wait(beatMs);
  }
}

/** Whether what the node tells of is the chain that the page shows. */
function isUsable({ type }: NodeState): boolean {
  return type === 'answers' || type === 'behind';
}

/** What an answer says of the node; two final blocks of one height are not forgotten. */
async function noteAnswer(
  session: Session,
  live: Store<Live>,
  status: StatusResponse,
): Promise<void> {
  const before = live.get();
  if (before.node.type === 'conflict') return;
  const isNew = !isUsable(before.node);
  const isSame = status.genesisHash === session.genesisHash;
  const recovery = isNew && isSame ? await unseenRecovery(session) : undefined;
  const node = nodeStateOf(session, status, recovery, newestProven(before.blocks));
  const clockAheadMs = session.nodes.clockAheadMs();
  const connections = before.connections + (isNew && isUsable(node) ? 1 : 0);
  live.change((now) => ({ ...now, node, clockAheadMs, connections, url: session.nodes.current() }));
}

function nodeStateOf(
  { genesis, genesisHash }: Session,
  { chainId, genesisHash: told, head }: StatusResponse,
  recovery: Hash | undefined,
  newest: LiveBlock | undefined,
): NodeState {
  if (told !== genesisHash) {
    return { type: 'otherChain', chainId, isBegunAgain: chainId === genesis.chainId };
  }
  if (recovery !== undefined) return { type: 'recovered', recovery };
  const known = newest?.block.header.height ?? 0n;
  // It may have made a block final between its two answers.
  if (head.height + 1n < known) return { type: 'behind', height: head.height, known };
  return { type: 'answers' };
}

/** The newest block that was proven. */
function newestProven(blocks: readonly LiveBlock[]): LiveBlock | undefined {
  return blocks.find(({ verification }) => verification.state === 'proven');
}

async function compare(session: Session, live: Store<Live>): Promise<void> {
  const newest = newestProven(live.get().blocks);
  if (newest === undefined) return;
  const { found, conflict }: ComparedNodes = await compareNodes(session, newest.block);
  live.change((now) => ({
    ...now,
    found,
    ...(conflict !== undefined && { node: { type: 'conflict', reason: conflict } }),
  }));
}

/** Hears of blocks as they become final; without that, the next beat tells. */
function listen(session: Session, blocks: BlockFetcher, alarm: Alarm): AbortController {
  const ended = new AbortController();
  const run = async (): Promise<void> => {
    for await (const event of followEvents(session.transport, ended.signal)) {
      if (event.type === 'block') blocks.want(event.height, Date.now());
    }
  };
  // Whoever may read but not follow is told by the beat alone; a node that went away does not answer it either.
  run().catch(() => alarm.ring());
  return ended;
}

interface BlockFetcher {
  /** The chain has reached this height: what is missing up to there is fetched. `heardAt`: it just became final. */
  want(height: bigint, heardAt?: number): void;
}

function createBlockFetcher(session: Session, live: Store<Live>): BlockFetcher {
  let head: bigint | undefined;
  let from = 0n;
  let isRunning = false;
  const heard = new Map<bigint, number>();
  const run = async (): Promise<void> => {
    const lost = new Set<bigint>();
    try {
      for (;;) {
        const height = nextMissing(live.get().blocks, from, head ?? -1n, lost);
        if (height === undefined) return;
        const added = await fetchBlock(session, height);
        lost.add(height);
        if (added === undefined) continue;
        const heardAt = heard.get(height);
        heard.delete(height);
        const block = heardAt === undefined ? added : { ...added, heardAt };
        live.change((now) => ({ ...now, blocks: withBlock(now.blocks, block) }));
      }
    } catch {
      // The node went away: the beat tells, and what is missing is fetched from whoever answers next.
    } finally {
      isRunning = false;
    }
  };
  return {
    want(height, heardAt) {
      // What was fetched already by a beat was final before it was heard of; a few are remembered at most.
      if (heardAt !== undefined && heard.size < liveBlocksMax) heard.set(height, heardAt);
      // The first are those that the page begins with.
      from = head === undefined ? height - firstBlocks + 1n : from;
      if (head === undefined || height > head) head = height;
      const oldest = head - liveBlocksMax + 1n;
      if (from < oldest) from = oldest;
      if (from < 0n) from = 0n;
      if (isRunning) return;
      isRunning = true;
      inBackground(run());
    },
  };
}

/** The highest that is not here, or could not be checked: an older one in its place would look like a chain that stalls. */
function nextMissing(
  blocks: readonly LiveBlock[],
  from: bigint,
  head: bigint,
  tried: ReadonlySet<bigint>,
): bigint | undefined {
  const here = new Set<bigint>(
    blocks
      .filter(({ block, verification }) => isSettled(block.header.height, verification))
      .map(({ block }) => block.header.height),
  );
  for (let height = head; height >= from; height--) {
    if (!here.has(height) && !tried.has(height)) return height;
  }
  return undefined;
}

function isSettled(height: bigint, { state }: Verification): boolean {
  return height === 0n || state !== 'unchecked';
}

/** `undefined`: the node does not have it, as one that began with a snapshot. Throws when it does not answer. */
async function fetchBlock(session: Session, height: bigint): Promise<LiveBlock | undefined> {
  try {
    const asked = toHeight(height);
    const block = await getReportedBlock(session.transport, asked);
    const verification = await prove(session, blockProof(session, block, asked));
    session.newest.note(verification.state === 'proven' ? asked : null);
    return { block, verification };
  } catch (error) {
    if (error instanceof ApiProblem) return undefined;
    throw error;
  }
}

function withBlock(blocks: readonly LiveBlock[], added: LiveBlock): readonly LiveBlock[] {
  const { height } = added.block.header;
  const others = blocks.filter(({ block }) => block.header.height !== height);
  const sorted = [...others, added].sort((a, b) =>
    a.block.header.height > b.block.header.height ? -1 : 1,
  );
  const oldest = (sorted[0]?.block.header.height ?? 0n) - liveBlocksMax;
  return sorted.filter(({ block }) => block.header.height > oldest);
}

/** Heights that are missing between blocks of a list. */
export interface Gap {
  readonly from: bigint;
  readonly to: bigint;
}

/** What is missing in a list of blocks, the newest first. */
export function gapsIn(blocks: readonly LiveBlock[]): readonly Gap[] {
  return blocks.flatMap(({ block: { header } }, index) => {
    const below = blocks[index + 1]?.block.header.height;
    if (below === undefined || below === header.height - 1n) return [];
    return [{ from: below + 1n, to: header.height - 1n }];
  });
}

interface Alarm {
  ring(): void;
  /** Resolves after this time, when it is rung, and when this device wakes up or is connected again. */
  wait(ms: number): Promise<void>;
}

function createAlarm(signal: AbortSignal): Alarm {
  let ring = (): void => undefined;
  for (const name of ['online', 'offline', 'pageshow', 'focus', 'visibilitychange']) {
    globalThis.addEventListener?.(name, () => ring(), { signal, capture: true });
  }
  return {
    ring: () => ring(),
    wait: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        ring = () => {
          clearTimeout(timer);
          resolve();
        };
        signal.addEventListener('abort', ring, { once: true });
      }),
  };
}
