/** What is said at the head of every page: whether what is shown is so now, and if not, why. */
import { ProofError, verifyFreshness } from '@trellis/client';
import { agoText, timeText, whole } from './format.ts';
import type { Live, LiveBlock } from './live.ts';

export type HeadKind =
  | 'connecting'
  | 'live'
  | 'unchecked'
  | 'unproven'
  | 'silent'
  | 'refused'
  | 'otherChain'
  | 'begunAgain'
  | 'recovered'
  | 'behind'
  | 'conflict'
  | 'clock'
  | 'future'
  | 'stale';

export interface HeadState {
  readonly kind: HeadKind;
  /** A few words for the head of the page. */
  readonly text: string;
  /** What it means and what to do, in a sentence; empty when nothing is wrong. */
  readonly about: string;
}

/** Clocks that are further apart make the age of a block meaningless. */
const clockApartMs = 10_000;

/** How it stands; `now` in milliseconds since 1970, by the clock of this device. */
export function headState(live: Live, now: number): HeadState {
  return (
    nodeProblem(live, now) ??
    blockProblem(live, now) ?? {
      kind: live.blocks[0]?.verification.state === 'proven' ? 'live' : 'unchecked',
      text: newestText(live.blocks[0], now),
      about: '',
    }
  );
}

/** Whether what is shown of the state may be taken for what is so now. */
export function isCurrent({ kind }: HeadState): boolean {
  return kind === 'live' || kind === 'unchecked' || kind === 'connecting';
}

function newestText(newest: LiveBlock | undefined, now: number): string {
  if (newest === undefined) return 'connecting…';
  const { height, time } = newest.block.header;
  return `block ${whole(height)}, ${agoText(now - Number(time))} ago`;
}

/** The node can't be relied on. */
function nodeProblem({ node, blocks }: Live, now: number): HeadState | undefined {
  switch (node.type) {
    case 'answers':
      return undefined;
    case 'connecting':
      return blocks.length === 0
        ? { kind: 'connecting', text: 'connecting…', about: '' }
        : undefined;
    case 'conflict':
      return { kind: 'conflict', text: 'two final blocks of one height', about: node.reason };
    case 'silent':
      return {
        kind: 'silent',
        text: `no answer since ${timeText(node.since).slice(11, 19)}`,
        about: `The node has not answered for ${agoText(now - node.since)} (${node.reason}). What is shown is what was so then.`,
      };
    case 'refused':
      return {
        kind: 'refused',
        text: 'the node does not answer you',
        about: `${node.reason}. What is shown is what was so when it last answered.`,
      };
    case 'otherChain':
      return node.isBegunAgain
        ? {
            kind: 'begunAgain',
            text: 'the chain was begun again',
            about: `At this address there is now a chain of the same name, ${node.chainId}, that begins with another genesis. What is shown is of the chain before.`,
          }
        : {
            kind: 'otherChain',
            text: 'another chain',
            about: `At this address there is now the chain ${node.chainId}. What is shown is of the chain that you trust.`,
          };
    case 'recovered':
      return {
        kind: 'recovered',
        text: 'the chain was recovered',
        about:
          'The operators continued the chain after its validators had lost what they knew. Nothing after that is believed until you have agreed to it.',
      };
    case 'behind':
      return {
        kind: 'behind',
        text: `the node is at block ${whole(node.height)}`,
        about: `Block ${whole(node.known)} is known to be final: the node is still catching up, was put back to an older state, or keeps blocks back.`,
      };
  }
}

/** The newest block can't be proven, or can't be the newest. */
function blockProblem({ blocks, clockAheadMs }: Live, now: number): HeadState | undefined {
  const failed = blocks.find(({ verification }) => verification.state === 'failed');
  if (failed !== undefined) {
    const height = whole(failed.block.header.height);
    return {
      kind: 'unproven',
      text: `block ${height} is not proven`,
      about: `The node shows a block ${height} that its validators have not made final.`,
    };
  }
  const [newest] = blocks;
  if (newest === undefined) return undefined;
  if (Math.abs(clockAheadMs) > clockApartMs) {
    return {
      kind: 'clock',
      text: 'the clocks are apart',
      about: `The node’s clock is ${agoText(Math.abs(clockAheadMs))} ${clockAheadMs > 0 ? 'ahead of' : 'behind'} this device’s: whether the newest block is new can’t be told. Set the clock that is wrong.`,
    };
  }
  return freshnessProblem(newest, now);
}

function freshnessProblem({ block: { header } }: LiveBlock, now: number): HeadState | undefined {
  try {
    verifyFreshness(header, { now });
    return undefined;
  } catch (error) {
    if (!(error instanceof ProofError)) throw error;
    if (error.code === 'future_header') {
      return { kind: 'future', text: 'the newest block is from the future', about: error.message };
    }
    return {
      kind: 'stale',
      text: `no new block for ${agoText(now - Number(header.time))}`,
      about: error.message,
    };
  }
}
