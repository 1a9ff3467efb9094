/** Blocks that peers gave and whose turn has not come: those that are next are verified meanwhile. */
import { type Height, limits, nextHeight } from '@trellis/protocol';
import type { ValidationParts } from '../chain/chain.ts';
import type { PeerName } from '../ports/transport.ts';
import type { FetchedBlock } from '../requests/fetch-blocks.ts';
import { type Preparation, prepareBlock } from './prepare-block.ts';

/** What is verified before its turn: enough to keep every core busy while one block is executed. */
const preparedBlocksMax = 64;
const preparedBytesMax = 2 * limits.blockBytesMax;

export interface ArrivedBlock {
  readonly from: PeerName;
  readonly block: FetchedBlock;
  readonly preparation: Promise<Preparation>;
}

export interface ArrivedBlocks {
  /** Takes a block, unless one of its height is there; says whether it did. */
  add(block: FetchedBlock, from: PeerName): boolean;
  /** The block after the head, if it is there. Starts to verify it and those behind it, as far as there is room. */
  next(): ArrivedBlock | undefined;
  /** Whether this is still the block after the head: its sender may have been caught lying, or others were faster. */
  isNext(one: ArrivedBlock): boolean;
  forget(height: Height): void;
  /** Forgets what a peer gave. */
  forgetFrom(peer: PeerName): void;
  /** Forgets what the head has come past. */
  forgetOvertaken(): void;
}

interface Waiting {
  readonly from: PeerName;
  readonly block: FetchedBlock;
  prepared: ArrivedBlock | null;
}

export function createArrivedBlocks(parts: ValidationParts): ArrivedBlocks {
  const waiting = new Map<Height, Waiting>();
  const nextOne = (): Height => nextHeight(parts.chain.head().header.height);

  function prepare(one: Waiting): void {
    const { from, block } = one;
    one.prepared ??= { from, block, preparation: prepareBlock(parts, block) };
  }

  return {
    add(block, from) {
      const { height } = block.header;
      if (waiting.has(height)) return false;
      waiting.set(height, { from, block, prepared: null });
      return true;
    },
    next() {
      const first = nextOne();
      let bytes = 0;
      let height = first;
      for (let count = 0; count < preparedBlocksMax && bytes < preparedBytesMax; count++) {
        const one = waiting.get(height);
        if (one === undefined) break;
        prepare(one);
        bytes += one.block.bytes;
        height = nextHeight(height);
      }
      return waiting.get(first)?.prepared ?? undefined;
    },
    isNext: (one) => waiting.get(nextOne())?.prepared === one,
    forget(height) {
      waiting.delete(height);
    },
    forgetFrom(peer) {
      for (const [height, { from }] of waiting) if (from === peer) waiting.delete(height);
    },
    forgetOvertaken() {
      const next = nextOne();
      for (const height of waiting.keys()) if (height < next) waiting.delete(height);
    },
  };
}
