/** Counts what passes through the transport. */
import type { Topic, Traffic, TrafficCount } from '@trellis/engine';

/** A count being kept. */
export interface Counter {
  received(bytes: number): void;
  sent(bytes: number): void;
}

export interface TrafficCounters {
  readonly gossip: Readonly<Record<Topic, Counter & { firstSeen(): void }>>;
  readonly direct: Counter & { dropped(messages: number): void };
  readonly request: Counter;
  /** What was counted until now. */
  snapshot(): Traffic;
}

/** All counters at zero. */
export function createTrafficCounters(): TrafficCounters {
  const gossip = {
    transactions: createGossipCounter(),
    proposals: createGossipCounter(),
    blocks: createGossipCounter(),
  };
  const direct = createCounter();
  const request = createCounter();
  let dropped = 0;
  return {
    gossip,
    direct: {
      ...direct,
      dropped(messages) {
        dropped += messages;
      },
    },
    request,
    snapshot: () => ({
      gossip: {
        transactions: gossip.transactions.count(),
        proposals: gossip.proposals.count(),
        blocks: gossip.blocks.count(),
      },
      direct: { ...direct.count(), dropped },
      request: request.count(),
    }),
  };
}

function createCounter(): Counter & { count(): TrafficCount } {
  let messagesReceived = 0;
  let messagesSent = 0;
  let bytesReceived = 0;
  let bytesSent = 0;
  return {
    received(bytes) {
      messagesReceived += 1;
      bytesReceived += bytes;
    },
    sent(bytes) {
      messagesSent += 1;
      bytesSent += bytes;
    },
    count: () => ({ messagesReceived, messagesSent, bytesReceived, bytesSent }),
  };
}

/** What arrives and is not seen for the first time is a duplicate. */
function createGossipCounter(): Counter & {
  firstSeen(): void;
  count(): TrafficCount & { readonly duplicatesReceived: number };
} {
  const counter = createCounter();
  let seen = 0;
  return {
    received: counter.received,
    sent: counter.sent,
    firstSeen() {
      seen += 1;
    },
    count() {
      const count = counter.count();
      return { ...count, duplicatesReceived: count.messagesReceived - seen };
    },
  };
}
