/** The network's topics: who may say what on them, and what becomes of what was said. */
import { type GossipSubComponents, TopicValidatorResult } from '@libp2p/gossipsub';
import type { Connection } from '@libp2p/interface';
import type { Logger } from '@trellis/engine';
import {
  type PeerName,
  type Topic,
  TransportError,
  topics,
  type ValidationResult,
} from '@trellis/engine';
import { createForwarding, type Forwarding } from './gossip-forwarding.ts';
import { contentId, createGossipRouter, type GossipRouter } from './gossip-router.ts';
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
  readonly onGossip: (topic: Topic, from: PeerName, bytes: Uint8Array) => Promise<ValidationResult>;
  /** To be called about a peer that breaks the protocol; closes its connection. */
  readonly offend: (peer: PeerName, infraction: string) => void;
}

/** The topics by the names that they have on the wire. */
type TopicNames = ReadonlyMap<string, Topic>;

/** Gossip as a libp2p service, to be made while libp2p is. */
export function createGossip(options: GossipOptions, components: GossipSubComponents): Gossip {
  const { chainId, limits, logger } = options;
  const names: TopicNames = new Map(topics.map((topic) => [wireName(chainId, topic), topic]));
  const rules: GossipRules = {
    messageBytesMax: new Map(
      [...names].map(([name, topic]) => [name, limits.gossipMessageBytesMax[topic]]),
    ),
  };
  const forwarding = createForwarding(options.connections.connectedPeers);
  const streams = createGossipStreams({
    ...options,
    rules,
    registrar: components.registrar,
    onReceived: counting(options, names, 'received'),
    onUnwanted: forwarding.noteHeld,
    onSent: counting(options, names, 'sent'),
  });
  const router = routerOver(streams, components, { limits, rules });
  for (const [name, topic] of names) {
    router.topicValidators.set(name, validatorOf(topic, options, streams, forwarding));
  }
  router.addEventListener('gossipsub:heartbeat', () => dropAbsentees(options, router, names));

  return {
    async start() {
      await router.start();
      for (const name of names.keys()) router.subscribe(name);
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

function counting(
  { counters }: GossipOptions,
  names: TopicNames,
  direction: 'received' | 'sent',
): (messages: readonly GossipedMessage[]) => void {
  return (messages) => {
    for (const { topic: name, bytes } of messages) {
      const topic = names.get(name);
      if (topic !== undefined) counters[topic][direction](bytes);
    }
  };
}

function routerOver(
  { registrar }: GossipStreams,
  { privateKey, peerId, peerStore, connectionManager, logger }: GossipSubComponents,
  { limits, rules }: { readonly limits: TransportLimits; readonly rules: GossipRules },
): GossipRouter {
  // Field by field: libp2p's components can't be spread.
  const components = { privateKey, peerId, peerStore, connectionManager, logger, registrar };
  return createGossipRouter(components, limits, rules);
}

type TopicValidator = Parameters<GossipRouter['topicValidators']['set']>[1];

function validatorOf(
  topic: Topic,
  options: GossipOptions,
  streams: GossipStreams,
  forwarding: Forwarding,
): TopicValidator {
  return async (peerId, { topic: wireName, data }) => {
    const from = peerId.toString() as PeerName;
    const result = await validate(options, streams, { topic, from, data });
    if (result === 'reject') options.offend(from, `passed on a bad message on ${topic}`);
    if (result === 'accept') {
      const message = { id: contentId({ topic: wireName, data }), from };
      const isDone = await forwarding.isHeldByAll(message, forwardWaitMs(topic, options));
      // gossipsub has yet to read some of what we have read, and would send copies to whoever said so last.
      if (isDone) return TopicValidatorResult.Ignore;
    }
    return results[result];
  };
}

const results: Readonly<Record<ValidationResult, TopicValidatorResult>> = {
  accept: TopicValidatorResult.Accept,
  ignore: TopicValidatorResult.Ignore,
  reject: TopicValidatorResult.Reject,
};

async function validate(
  { counters, logger, onGossip }: GossipOptions,
  streams: GossipStreams,
  { topic, from, data }: { topic: Topic; from: PeerName; data: Uint8Array },
): Promise<ValidationResult> {
  counters[topic].firstSeen();
  streams.validationPending(from);
  try {
    return await onGossip(topic, from, data);
  } catch (error) {
    logger.error({ topic, from, problem: String(error) }, 'handling a gossip message failed');
    return 'ignore';
  } finally {
    streams.validationGiven(from);
  }
}

/**
 * Among few, whoever made a message has sent it to all, and waiting longer for the busiest of them costs nobody
 * anything. Among many, not all are connected with all, and some hear of it only when it is passed on.
 */
function forwardWaitMs(topic: Topic, { connections, limits }: GossipOptions): number {
  const isSmall = connections.connectedPeers().length < limits.gossipMeshMax;
  return isSmall ? limits.gossipForwardWaitMs[topic] : limits.gossipForwardDelayMs[topic];
}

function wireName(chainId: string, topic: Topic): string {
  return `/trellis/${chainId}/${topic}`;
}

/** gossipsub can lose a peer that stays connected; whoever is connected has to take part. */
function dropAbsentees(
  { connections, now, limits }: GossipOptions,
  router: GossipRouter,
  names: TopicNames,
): void {
  for (const peer of connections.connectedPeers()) {
    const since = connections.connectedSince(peer) ?? now();
    if (now() - since < limits.gossipAbsenceMs) continue;
    const missing = topicWithout(router, names, peer);
    if (missing !== undefined) connections.close(peer, `the peer does not follow ${missing}`);
  }
}

function topicWithout(router: GossipRouter, names: TopicNames, peer: PeerName): Topic | undefined {
  for (const [name, topic] of names) {
    if (!router.getSubscribers(name).some((subscriber) => subscriber.toString() === peer)) {
      return topic;
    }
  }
  return undefined;
}
