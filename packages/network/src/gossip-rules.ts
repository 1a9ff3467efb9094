/**
 * What an honest peer's gossip looks like. gossipsub itself drops what it does not like and lives
 * on with a peer that sent it; here the peer's connection is closed instead.
 */
import { RPC } from '@libp2p/gossipsub/message';

export interface GossipRules {
  /** The network's topics, each with the most bytes a message on it may have. */
  readonly messageBytesMax: ReadonlyMap<string, number>;
}

/** A message in a frame: where and how large it is. */
export interface GossipedMessage {
  readonly topic: string;
  readonly bytes: number;
}

export type GossipFrame =
  | {
      readonly ok: true;
      readonly messages: readonly GossipedMessage[];
      /** Ids of messages that the peer has and wants no copy of. */
      readonly unwanted: readonly Uint8Array[];
    }
  | { readonly ok: false; readonly infraction: string };

/**
 * How many of each thing one frame may carry. Peers exchange neither IHAVE and IWANT, since
 * lazy gossip is off (see `gossip.ts`), nor addresses of other peers.
 */
const countsMax = {
  subscriptions: 16,
  messages: 64,
  controls: 16,
  idontwantIds: 512,
} as const;

/** gossipsub asks for one minute; what is far longer would keep us out of the mesh for good. */
const pruneBackoffSecondsMax = 3_600;

const decodeLimits = {
  subscriptions: countsMax.subscriptions,
  messages: countsMax.messages,
  control: {
    ihave: 0,
    iwant: 0,
    graft: countsMax.controls,
    prune: countsMax.controls,
    prune$: { peers: 0 },
    idontwant: countsMax.controls,
    idontwant$: { messageIDs: countsMax.idontwantIds },
  },
};

/** The same counts for gossipsub's own decoder, which is the second to see a frame. */
export const gossipsubDecodeLimits = {
  maxSubscriptions: countsMax.subscriptions,
  maxMessages: countsMax.messages,
  maxIhaveMessageIDs: 0,
  maxIwantMessageIDs: 0,
  maxIdontwantMessageIDs: countsMax.idontwantIds,
  maxControlMessages: countsMax.controls,
  maxPeerInfos: 0,
};

/** The longest frame: one message of the largest topic, with room for what surrounds it. */
export function gossipFrameBytesMax(rules: GossipRules): number {
  return Math.max(...rules.messageBytesMax.values()) + 64 * 1024;
}

/** Validates one gossipsub frame (an encoded RPC) by its form; what messages say is not looked at. */
export function validateGossipFrame(frame: Uint8Array, rules: GossipRules): GossipFrame {
  const rpc = decodeRpc(frame);
  if (rpc instanceof Error) return infraction(`malformed or over a limit: ${rpc.message}`);
  for (const { backoff } of rpc.control?.prune ?? []) {
    if (backoff !== undefined && !(backoff <= pruneBackoffSecondsMax)) {
      return infraction(
        `a backoff of ${backoff} s; at most ${pruneBackoffSecondsMax} s are allowed`,
      );
    }
  }
  const messages: GossipedMessage[] = [];
  for (const message of rpc.messages) {
    const bytesMax = rules.messageBytesMax.get(message.topic);
    if (bytesMax === undefined) return infraction('a message on a topic we never asked for');
    if (isSigned(message)) return infraction('a message that is signed or numbered by gossipsub');
    const bytes = message.data?.length ?? 0;
    if (bytes > bytesMax) {
      return infraction(`a message of ${bytes} bytes on ${message.topic}; at most ${bytesMax}`);
    }
    messages.push({ topic: message.topic, bytes });
  }
  const unwanted = rpc.control?.idontwant.flatMap(({ messageIDs }) => messageIDs) ?? [];
  return { ok: true, messages, unwanted };
}

/** The messages in a frame of our own. */
export function messagesIn(frame: Uint8Array): readonly GossipedMessage[] {
  return RPC.decode(frame).messages.map(({ topic, data }) => ({ topic, bytes: data?.length ?? 0 }));
}

function decodeRpc(frame: Uint8Array): RPC | Error {
  try {
    return RPC.decode(frame, { limits: decodeLimits });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** StrictNoSign (libp2p specs, pubsub/README.md): these fields are absent, not just empty. */
function isSigned({ from, seqno, signature, key }: RPC.Message): boolean {
  return [from, seqno, signature, key].some((field) => field !== undefined);
}

function infraction(text: string): GossipFrame {
  return { ok: false, infraction: `gossip: ${text}` };
}
