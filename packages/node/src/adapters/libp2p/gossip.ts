/**
 * Gossip over gossipsub 1.2. Connections prove who the neighbours are and messages carry the
 * signatures of the ledger, so gossipsub adds none (StrictNoSign); a message is named by its content.
 */
import { createHash } from 'node:crypto';
import {
  type GossipSubComponents,
  gossipsub,
  type Message,
  StrictNoSign,
  TopicValidatorResult,
} from '@libp2p/gossipsub';
import { type Connection, isStartable, type PeerId, type Stream } from '@libp2p/interface';
import type { Logger } from '../../ports/logger.ts';
import {
  type PeerName,
  type Topic,
  TransportError,
  topics,
  type Verdict,
} from '../../ports/transport.ts';
import { type GossipRules, gossipFrameBytesMax, gossipsubDecodeLimits } from './gossip-rules.ts';
import { createGossipStreams, type GossipStreams } from './gossip-streams.ts';
import type { PeerConnections } from './peer-connections.ts';
import type { TrafficCounters } from './traffic.ts';
import type { TransportLimits } from './transport-limits.ts';

export interface Gossip {
  /** What libp2p is to start and stop. */
  readonly service: (components: GossipSubComponents) => {
    start(): Promise<void>;
    stop(): Promise<void>;
  };
  /** A peer was connected, or moved to another connection. */
  attach(peer: PeerName, connection: Connection): void;
  /** A peer was lost. */
  detach(peer: PeerName): void;
  /** See `Transport.publish`. */
  publish(topic: Topic, bytes: Uint8Array): Promise<void>;
}

export interface GossipOptions {
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

export function createGossip(options: GossipOptions): Gossip {
  const { limits, counters, connections, logger, now } = options;
  const fullNames = new Map(topics.map((topic) => [topic, fullName(options.chainId, topic)]));
  const topicOf = new Map(topics.map((topic) => [fullName(options.chainId, topic), topic]));
  const rules: GossipRules = {
    messageBytesMax: new Map(
      topics.map((topic) => [
        fullName(options.chainId, topic),
        limits.gossipMessageBytesMax[topic],
      ]),
    ),
  };
  let router: ReturnType<typeof createRouter> | null = null;
  let streams: GossipStreams | null = null;

  const validate = async (topic: Topic, from: PeerName, data: Uint8Array): Promise<Verdict> => {
    counters[topic].firstSeen();
    streams?.verdictPending(from);
    try {
      return await options.onGossip(topic, from, data);
    } catch (error) {
      logger.error({ topic, from, problem: String(error) }, 'handling a gossip message failed');
      return 'ignore';
    } finally {
      streams?.verdictGiven(from);
    }
  };

  /** gossipsub forgets peers silently in some cases; whoever is connected has to take part. */
  const dropAbsentees = (): void => {
    for (const peer of connections.connectedPeers()) {
      const since = connections.connectedSince(peer) ?? now();
      if (now() - since < limits.gossipAbsenceMs) continue;
      const missing = topics.find(
        (topic) => !router?.subscribers(fullName(options.chainId, topic)).has(peer),
      );
      if (missing !== undefined) connections.close(peer, `the peer takes no part in ${missing}`);
    }
  };

  return {
    service(components) {
      const created = createGossipStreams({ ...options, rules, components });
      const started = createRouter({ ...components, registrar: created.registrar }, limits, rules);
      streams = created;
      router = started;
      for (const [name, topic] of topicOf) {
        started.onMessage(name, async (from, data) => {
          const verdict = await validate(topic, from, data);
          if (verdict === 'reject') options.offend(from, `passed on a bad message (${topic})`);
          return verdict;
        });
      }
      started.onHeartbeat(dropAbsentees);
      return {
        async start() {
          await started.start();
          for (const name of topicOf.keys()) started.subscribe(name);
        },
        stop: () => started.stop(),
      };
    },
    attach: (peer, connection) => streams?.attach(peer, connection),
    detach: (peer) => streams?.detach(peer),
    async publish(topic, bytes) {
      const bytesMax = limits.gossipMessageBytesMax[topic];
      if (bytes.length > bytesMax) {
        throw new TransportError(
          'message_too_large',
          `a message of ${bytes.length} bytes on ${topic} is longer than the allowed ${bytesMax}`,
        );
      }
      await router?.publish(fullNames.get(topic) ?? '', bytes);
    },
  };
}
