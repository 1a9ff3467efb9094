/** Final blocks from the gossip topic: for nodes that follow, and for validators that were left behind. */
import type { Hash } from '@trellis/crypto';
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
  /** Why its certificate does not make its block final, where this node has decided that height itself. */
  readonly problem: (message: FinalBlockMessage) => Promise<string | undefined>;
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

  /** The block that was passed on last: other certificates of it tell nobody anything new. */
  let passedOn: Hash | undefined;

  /** Of the block at the head: what is passed on has been verified, whatever this node knows by itself. */
  async function passOn(message: FinalBlockMessage): Promise<ValidationResult> {
    const id = blockId(message.block.header);
    if (passedOn === id) return 'ignore';
    // No honest node passes on the genesis: it has no certificate.
    if (chain.head().certificate === null) return 'reject';
    if ((await parts.problem(message)) !== undefined) return 'reject';
    passedOn = id;
    return 'accept';
  }

  async function becomesFinal(
    message: FinalBlockMessage,
    from: PeerName,
  ): Promise<ValidationResult> {
    const { block, certificate } = message;
    const { height } = block.header;
    const checked = await parts.check(message, from);
    if (checked.ok) {
      if (!(await parts.adopt(checked.proposedBlock, certificate))) return 'ignore';
      passedOn = blockId(block.header);
      return 'accept';
    }
    if (checked.fault === 'sender') onFault.lie(from, checked.detail);
    if (checked.fault === 'us') onFault.safetyViolation(height, checked.detail);
    return 'ignore';
  }

  return async (message, from) => {
    const { header } = message.block;
    const isOfHead = () => blockId(header) === chain.head().blockId;
    if (!isOfHead() && header.height !== nextHeight(chain.head().header.height)) return 'ignore';
    if (!isCompleteCompact(message.block)) return 'reject';
    if (isOfHead()) return passOn(message);
    if (!parts.decides(header.height)) return becomesFinal(message, from);
    // Whoever votes is about to decide it too, and only passes it on then.
    await parts.nextBlock();
    return isOfHead() ? passOn(message) : 'ignore';
  };
}
