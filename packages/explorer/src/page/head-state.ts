/** What is said at the head of every page: whether what is shown is so now, and if not, why. */
import { ProofError, verifyFreshness } from '@trellis/client';
import { agoText, timeText, whole } from './format.ts';
import { t } from './language.ts';
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
  if (newest === undefined) return t('connecting…');
  const { height, time } = newest.block.header;
  return t('block {0}, {1} ago', whole(height), agoText(now - Number(time)));
}

/** The node can't be relied on. */
function nodeProblem({ node, blocks }: Live, now: number): HeadState | undefined {
  switch (node.type) {
    case 'answers':
      return undefined;
    case 'connecting':
      return blocks.length === 0
        ? { kind: 'connecting', text: t('connecting…'), about: '' }
        : undefined;
    case 'conflict':
      return { kind: 'conflict', text: t('two final blocks of one height'), about: node.reason };
    case 'silent':
      return {
        kind: 'silent',
        text: t('no answer since {0}', timeText(node.since).slice(11, 19)),
        about: t(
          'The node has not answered for {0} ({1}). What is shown is what was so then.',
          agoText(now - node.since),
          node.reason,
        ),
      };
    case 'refused':
      return {
        kind: 'refused',
        text: t('the node does not answer you'),
        about: t('{0}. What is shown is what was so when it last answered.', node.reason),
      };
    case 'otherChain':
      return node.isBegunAgain
        ? {
            kind: 'begunAgain',
            text: t('the chain was begun again'),
            about: t(
              'At this address there is now a chain of the same name, {0}, that begins with another genesis. What is shown is of the chain before.',
              node.chainId,
            ),
          }
        : {
            kind: 'otherChain',
            text: t('another chain'),
            about: t(
              'At this address there is now the chain {0}. What is shown is of the chain that you trust.',
              node.chainId,
            ),
          };
    case 'recovered':
      return {
        kind: 'recovered',
        text: t('the chain was recovered'),
        about: t(
          'The operators continued the chain after its validators had lost what they knew. Nothing after that is believed until you have agreed to it.',
        ),
      };
    case 'behind':
      return {
        kind: 'behind',
        text: t('the node is at block {0}', whole(node.height)),
        about: t(
          'Block {0} is known to be final: the node is still catching up, was put back to an older state, or keeps blocks back.',
          whole(node.known),
        ),
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
      text: t('block {0} is not proven', height),
      about: t('The node shows a block {0} that its validators have not made final.', height),
    };
  }
  const [newest] = blocks;
  if (newest === undefined) return undefined;
  if (Math.abs(clockAheadMs) > clockApartMs) {
    return {
      kind: 'clock',
      text: t('the clocks are apart'),
      about: t(
        'The node’s clock is {0} {1} this device’s: whether the newest block is new can’t be told. Set the clock that is wrong.',
        agoText(Math.abs(clockAheadMs)),
        clockAheadMs > 0 ? t('ahead of') : t('behind'),
      ),
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
      return {
        kind: 'future',
        text: t('the newest block is from the future'),
        about: t(
          'Its time is {0} ahead of this device’s clock.',
          agoText(Number(header.time) - now),
        ),
      };
    }
    return {
      kind: 'stale',
      text: t('no new block for {0}', agoText(now - Number(header.time))),
      about: t('The chain stands, or the node keeps blocks back: Health says which.'),
    };
  }
}
