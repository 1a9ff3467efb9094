/** Final blocks from the gossip topic: for nodes that follow, and for validators that were left behind. */
import { blockId, type Height, nextHeight } from '@trellis/protocol';
import { isCompleteCompact } from '../blocks/proposed-blocks.ts';
import type { ChainView } from '../chain/chain.ts';
import type { FinalBlockMessage } from '../messages/messages.ts';
import type { PeerName, ValidationResult } from '../ports/transport.ts';
import type { Adoption } from './adoption.ts';
import type { FinalBlockValidation } from './final-block.ts';

export interface GossipedBlocksParts {
  readonly chain: Pick<ChainView, 'head'>;
  /** Whether this node is about to decide a height itself. */
  readonly decides: (height: Height) => boolean;
  /** Resolves with the next final block, or when it takes too long. */
  readonly nextBlock: () => Promise<void>;
  readonly check: (message: FinalBlockMessage, from: PeerName) => Promise<FinalBlockValidation>;
  readonly adopt: Adoption['adopt'];
  readonly onFault: {
    /** A peer sent what no honest node sends. */
    lie(peer: PeerName, detail: string): void;
    /** A quorum made final what this node finds invalid. */
    safetyViolation(height: Height, detail: string): void;
  };
}

/** Takes over a block from a peer, if it is the next final one. */
export type TakeGossipedBlock = (
  message: FinalBlockMessage,
  from: PeerName,
) => Promise<ValidationResult>;

export function createGossipedBlocks(parts: GossipedBlocksParts): TakeGossipedBlock {
  const { chain, onFault } = parts;

  /** Whether it is final here in the end. */
  async function becomesFinal(message: FinalBlockMessage, from: PeerName): Promise<boolean> {
    const { block, certificate } = message;
    const { height } = block.header;
    // Whoever votes is about to decide it too, and only passes it on then.
    if (parts.decides(height)) {
      await parts.nextBlock();
      return chain.head().blockId === certificate.blockId;
    }
    const checked = await parts.check(message, from);
    if (checked.ok) return parts.adopt(checked.proposedBlock, certificate);
    if (checked.fault === 'sender') onFault.lie(from, checked.detail);
    if (checked.fault === 'us') onFault.safetyViolation(height, checked.detail);
    return false;
  }

  return async (message, from) => {
    const { header } = message.block;
    const head = chain.head();
    if (header.height === head.header.height && blockId(header) === head.blockId) return 'accept';
    if (header.height !== nextHeight(head.header.height)) return 'ignore';
    if (!isCompleteCompact(message.block)) return 'reject';
    return (await becomesFinal(message, from)) ? 'accept' : 'ignore';
  };
}
