/** What this node says to others: to all by gossip, to validators and to single peers directly. */
import { validatorSchedule } from '@trellis/ledger';
import {
  type CommitCertificate,
  type CompactBlock,
  encode,
  nextHeight,
  type SignedProposal,
  type SignedVote,
} from '@trellis/protocol';
import type { ChainView } from '../chain/chain.ts';
import { type Registry, validatorPeers } from '../peers/registry.ts';
import type { Logger } from '../ports/logger.ts';
import type { PeerName, Topic, Transport } from '../ports/transport.ts';
import {
  type DirectMessage,
  directMessageCodec,
  finalBlockMessageCodec,
  proposalMessageCodec,
} from './messages.ts';

export interface Outbound {
  proposal(proposal: SignedProposal, block: CompactBlock): void;
  /** To the validators of the next two heights. */
  vote(vote: SignedVote): void;
  finalBlock(block: CompactBlock, certificate: CommitCertificate): void;
  /** An encoded batch. */
  transactions(batch: Uint8Array): void;
  send(peer: PeerName, message: DirectMessage): void;
  /** To every connected peer. */
  broadcast(message: DirectMessage): void;
}

export function createOutbound(parts: {
  readonly transport: Pick<Transport, 'self' | 'publish' | 'send' | 'broadcast'>;
  readonly chain: Pick<ChainView, 'head' | 'state'>;
  readonly registry: Registry;
  readonly logger: Logger;
}): Outbound {
  const { transport, chain, registry, logger } = parts;

  function publish(topic: Topic, message: Uint8Array): void {
    transport.publish(topic, message).catch((error: unknown) => {
      logger.warn({ error, topic }, 'could not publish');
    });
  }

  return {
    proposal(proposal, block) {
      publish('proposals', encode(proposalMessageCodec, { proposal, block }));
    },
    vote(vote) {
      const bytes = encode(directMessageCodec, { type: 'vote', vote });
      const next = nextHeight(chain.head().header.height);
      for (const peer of validatorPeers(registry, validatorSchedule(chain.state()), next)) {
        if (peer !== transport.self) transport.send(peer, bytes);
      }
    },
    finalBlock(block, certificate) {
      publish('blocks', encode(finalBlockMessageCodec, { block, certificate }));
    },
    transactions(batch) {
      publish('transactions', batch);
    },
    send(peer, message) {
      transport.send(peer, encode(directMessageCodec, message));
    },
    broadcast(message) {
      transport.broadcast(encode(directMessageCodec, message));
    },
  };
}
