/** The network's topics: who may say what on them, and what becomes of what was said. */
import { type GossipSubComponents, TopicValidatorResult } from '@libp2p/gossipsub';
import type { Connection } from '@libp2p/interface';
import type { Logger } from '@trellis/engine';
import { type PeerName, type Topic, TransportError, topics, type Verdict } from '@trellis/engine';
import { createGossipRouter, type GossipRouter } from './gossip-router.ts';
import type { GossipedMessage, GossipRules } from './gossip-rules.ts';
import { createGossipStreams, type GossipStreams } from './gossip-streams.ts';
import type { PeerConnections } from './peer-connections.ts';
import type { TrafficCounters } from './traffic.ts';
import type { TransportLimits } from './transport-limits.ts';

/** A libp2p service: libp2p starts and stops it. */
export interface Gossip {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** A peer was connected, or moved to another connection. */
  attach(peer: PeerName, connection: Connection): void;
  /** A peer was lost. */
  detach(peer: PeerName): void;
  /** See `Transport.publish`. */
  publish(topic: Topic, bytes: Uint8Array): Promise<void>;
}

export interface GossipOptions {
  /** Topics are named after the chain, so that networks can't hear each other by mistake. */
  readonly chainId: string;
  readonly limits: TransportLimits;
  readonly counters: TrafficCounters['gossip'];
  readonly connections: PeerConnections;
  readonly logger: Logger;
  readonly now: () => number;
  readonly onGossip: (topic: Topic, from: PeerName, bytes: Uint8Array) => Promise<Verdict>;
  /** To be called about a peer that breaks the protocol; closes its connection. */
  readonly offend: (peer: PeerName, offence: string) => void;
}

/** Gossip as a libp2p service, to be made while libp2p is. */
export function createGossip(options: GossipOptions, components: GossipSubComponents): Gossip {
  const { chainId, limits, counters, connections, logger, now } = options;
  const topicOf = new Map(topics.map((topic) => [wireName(chainId, topic), topic]));
  const rules: GossipRules = {
    messageBytesMax: new Map(
      [...topicOf].map(([name, topic]) => [name, limits.gossipMessageBytesMax[topic]]),
    ),
  };
  const count =
    (direction: 'received' | 'sent') =>
    (messages: readonly GossipedMessage[]): void => {
      for (const { topic: name, bytes } of messages) {
        const topic = topicOf.get(name);
        if (topic !== undefined) counters[topic][direction](bytes);
      }
    };
  const streams = createGossipStreams({
    ...options,
    rules,
    registrar: components.registrar,
    onReceived: count('received'),
    onSent: count('sent'),
  });
  // Field by field: libp2p's components can't be spread.
  const { privateKey, peerId, peerStore, connectionManager } = components;
  const router = createGossipRouter(
    {
      privateKey,
      peerId,
      peerStore,
      connectionManager,
      logger: components.logger,
      registrar: streams.registrar,
    },
    limits,
    rules,
  );

  /** gossipsub can lose a peer that stays connected; whoever is connected has to take part. */
  const dropAbsentees = (): void => {
    for (const peer of connections.connectedPeers()) {
      const since = connections.connectedSince(peer) ?? now();
      if (now() - since < limits.gossipAbsenceMs) continue;
      const missing = topicWithout(router, topicOf, peer);
      if (missing !== undefined) connections.close(peer, `the peer does not follow ${missing}`);
    }
  };

  for (const [name, topic] of topicOf) {
    router.topicValidators.set(name, async (peerId, { data }) => {
      const from = peerId.toString() as PeerName;
      const verdict = await judge(options, streams, { topic, from, data });
      if (verdict === 'reject') options.offend(from, `passed on a bad message on ${topic}`);
      if (verdict === 'accept') await pause(limits.gossipForwardDelayMs[topic]);
      return results[verdict];
    });
  }
  router.addEventListener('gossipsub:heartbeat', dropAbsentees);

  return {
    async start() {
      await router.start();
      for (const name of topicOf.keys()) router.subscribe(name);
    },
    async stop() {
      await router.stop();
    },
    attach: streams.attach,
    detach: streams.detach,
    async publish(topic, bytes) {
      const bytesMax = limits.gossipMessageBytesMax[topic];
      if (bytes.length > bytesMax) {
        throw new TransportError(
          'message_too_large',
          `a message of ${bytes.length} bytes on ${topic}; at most ${bytesMax} are allowed`,
        );
      }
      const { recipients } = await router.publish(wireName(chainId, topic), bytes);
      logger.debug({ topic, bytes: bytes.length, peers: recipients.length }, 'gossiped');
    },
  };
}

const results: Readonly<Record<Verdict, TopicValidatorResult>> = {
  accept: TopicValidatorResult.Accept,
  ignore: TopicValidatorResult.Ignore,
  reject: TopicValidatorResult.Reject,
};

async function judge(
  { counters, logger, onGossip }: GossipOptions,
  streams: GossipStreams,
  { topic, from, data }: { topic: Topic; from: PeerName; data: Uint8Array },
): Promise<Verdict> {
  counters[topic].firstSeen();
  streams.verdictPending(from);
  try {
    return await onGossip(topic, from, data);
  } catch (error) {
    logger.error({ topic, from, problem: String(error) }, 'handling a gossip message failed');
    return 'ignore';
  } finally {
    streams.verdictGiven(from);
  }
}

/** Without keeping a process alive that has nothing else to do. */
function pause(delayMs: number): Promise<void> {
  if (delayMs === 0) return Promise.resolve();
  return new Promise((resolve) => {
    setTimeout(resolve, delayMs).unref();
  });
}

function wireName(chainId: string, topic: Topic): string {
  return `/trellis/${chainId}/${topic}`;
}

function topicWithout(
  router: GossipRouter,
  topicOf: ReadonlyMap<string, Topic>,
  peer: PeerName,
): Topic | undefined {
  for (const [name, topic] of topicOf) {
    if (!router.getSubscribers(name).some((subscriber) => subscriber.toString() === peer)) {
      return topic;
    }
  }
  return undefined;
}
