/** gossipsub, set up for a small network of permitted peers. */
import { createHash } from 'node:crypto';
import {
  type GossipSub,
  type GossipSubComponents,
  gossipsub,
  type Message,
  StrictNoSign,
} from '@libp2p/gossipsub';
import { isStartable, type Startable } from '@libp2p/interface';
import { type GossipRules, gossipFrameBytesMax, gossipsubDecodeLimits } from './gossip-rules.ts';
import type { TransportLimits } from './transport-limits.ts';

export type GossipRouter = GossipSub & Startable;

/**
 * Makes the router; it is neither started nor subscribed to anything. Connections are proved and
 * messages carry the signatures of the ledger, so gossipsub adds none: a message is its content.
 */
export function createGossipRouter(
  components: GossipSubComponents,
  limits: TransportLimits,
  rules: GossipRules,
): GossipRouter {
  const router = gossipsub({
    globalSignaturePolicy: StrictNoSign,
    msgIdFn: contentId,
    emitSelf: false,
    fallbackToFloodsub: false,
    allowPublishToZeroTopicPeers: true,
    ignoreDuplicatePublishError: true,

    // Every peer of a network of up to 13 is in the mesh, and the author's own copy goes to all that
    // are connected: one hop. Beyond 13, each passes a message on to 8.
    floodPublish: true,
    batchPublish: true,
    D: 8,
    Dlo: 6,
    Dhi: 12,
    Dscore: 0,
    Dout: 2,

    // Whoever receives a message tells the others at once, before it validates the message, that it
    // needs no copy (IDONTWANT, gossipsub 1.2). The validation result can be quicker than that word, so a message
    // is passed on only when they said so, or after a time (`gossip-forwarding.ts`). Duplicates for each message that was wanted,
    // four processes in a full mesh on two shared cores, validation results after 3 ms, without and with the delay:
    //   100 messages/s of 4 KiB    0.06 to 0.39    none
    //   17 messages/s of 256 KiB   0.42 to 0.60    none
    //   1,000 of 4 KiB at once     0.94 to 1.13    0.07
    //   40 of 256 KiB at once      1.6 to 1.9      0.6
    // What is smaller than a signature is not worth the word.
    idontwantMinDataSize: 1024,
    idontwantMaxMessages: 8192,

    // No IHAVE and IWANT: nodes ask each other for what they lack, and an answer to IWANT puts any
    // number of messages into one frame, which the other end would have to refuse as too long.
    Dlazy: 0,
    gossipFactor: 0,
    doPX: false,
    tagMeshPeers: false,

    allowedTopics: [...rules.messageBytesMax.keys()],
    decodeRpcLimits: gossipsubDecodeLimits,
    maxInboundDataLength: gossipFrameBytesMax(rules),
    maxOutboundBufferSize: limits.gossipQueueBytesMax,
    maxTopicBytesPerPeer: 16 * 1024,

    // Peers are permitted by name and a bad message costs the connection; a score would only throttle
    // honest peers, for instance all those that share an address in a network on one machine.
    scoreParams: { IPColocationFactorWeight: 0, behaviourPenaltyWeight: 0, appSpecificWeight: 0 },
  })(components);
  if (!isStartable(router)) throw new TypeError('gossipsub has no start and stop');
  return router;
}

/** SHA-256 of topic and data. No topic contains a zero byte, so the two can't run into each other. */
export function contentId({ topic, data }: Pick<Message, 'topic' | 'data'>): Uint8Array {
  const known = ids.get(data);
  if (known?.topic === topic) return known.id;
  const id = createHash('sha256').update(`${topic}\0`).update(data).digest();
  ids.set(data, { topic, id });
  return id;
}

/** gossipsub asks for the id of a message, and so do we: it is hashed once. */
const ids = new WeakMap<Uint8Array, { readonly topic: string; readonly id: Uint8Array }>();
