/** Asking peers for what we lack. */
import type { Hash } from '@trellis/crypto';
import {
  blockId,
  type Codec,
  type CompactBlock,
  compactBlockCodec,
  decode,
  encode,
  messageLimits,
  signedTransactionHash,
} from '@trellis/protocol';
import { isCompleteCompact } from '../blocks/proposed-blocks.ts';
import {
  type AboutAnswer,
  aboutAnswerCodec,
  type DialBackAnswer,
  dialBackAnswerCodec,
  type HelloAnswer,
  type HelloRequest,
  helloAnswerCodec,
  type KeepsAnswer,
  keepsAnswerCodec,
  type LinksAnswer,
  linksAnswerCodec,
  type Request,
  requestCodec,
  storedValueCodec,
  transactionBatchCodec,
} from '../messages/messages.ts';
import type { Clock } from '../ports/clock.ts';
import type { PeerName, Transport } from '../ports/transport.ts';
import { type BlockRange, type FetchedBlock, fetchBlocks } from './fetch-blocks.ts';

const contentTimeoutMs = 2_000;
/** Somebody waits for what all peers say: one that is slower is left out of it. */
const linksTimeoutMs = 1_000;
/** It is asked again. */
const helloTimeoutMs = 3_000;
/** The peer itself waits for a connection that may not come. */
const dialBackTimeoutMs = 8_000;

export interface Requests {
  /**
   * From one connected peer after another until all are found, or none is left to ask; `first` is the
   * likeliest to have them.
   */
  fetchTransactions(hashes: readonly Hash[], first?: PeerName): Promise<Uint8Array[]>;
  /** A block that is being voted on, likewise. */
  fetchProposedBlock(id: Hash, first?: PeerName): Promise<CompactBlock | undefined>;
  /** The peer's connections, as it says; `undefined` when it does not. */
  fetchLinks(peer: PeerName): Promise<LinksAnswer['links'] | undefined>;
  /** What of the chain the peer keeps, as it says; `undefined` when it does not. */
  fetchKeeps(peer: PeerName): Promise<KeepsAnswer | undefined>;
  /** What software the peer runs, and its clock; `undefined` when it does not say. */
  fetchAbout(peer: PeerName): Promise<AboutAnswer | undefined>;
  /** Whether the peer reaches us, as it says; `undefined` when it does not. */
  fetchDialBack(peer: PeerName): Promise<DialBackAnswer | undefined>;
  /** What the peer knows of us; `undefined` when it does not answer. */
  fetchHello(peer: PeerName, request: HelloRequest): Promise<HelloAnswer | undefined>;
  /** What each connected peer has under a key of its database, unverified; `null` of one that gives nothing. */
  fetchStored(key: Uint8Array): AsyncIterable<Uint8Array | null>;
  /** Final blocks in order. Throws `BadAnswer`, or `TransportError`. */
  fetchBlocks(peer: PeerName, range: BlockRange, signal: AbortSignal): AsyncIterable<FetchedBlock>;
}

type Ask = (
  peer: PeerName,
  request: Request,
  limits: { readonly timeoutMs: number; readonly maxBytes: number },
) => AsyncIterable<Uint8Array>;

export function createRequests(
  transport: Pick<Transport, 'request' | 'peers'>,
  clock: Clock,
): Requests {
  const ask: Ask = async function* (peer, request, { timeoutMs, maxBytes }) {
    const controller = new AbortController();
    const cancel = clock.after(timeoutMs, () => controller.abort());
    try {
      const { signal } = controller;
      yield* transport.request(peer, encode(requestCodec, request), { signal, maxBytes });
    } finally {
      cancel();
    }
  };
  const peersFrom = (first?: PeerName): readonly PeerName[] => {
    const connected = transport
      .peers()
      .flatMap(({ state, name }) => (state === 'connected' && name !== first ? [name] : []));
    return first === undefined ? connected : [first, ...connected];
  };
  return {
    fetchTransactions: (hashes, first) => fetchTransactions(ask, hashes, peersFrom(first)),
    fetchProposedBlock: (id, first) => fetchProposedBlock(ask, id, peersFrom(first)),
    fetchStored: (key) => fetchStored(ask, key, peersFrom()),
    fetchLinks: async (peer) => {
      const bounds = { timeoutMs: linksTimeoutMs, maxBytes: messageLimits.linksBytesMax };
      return (await fetchOne(ask, peer, { type: 'links' }, linksAnswerCodec, bounds))?.links;
    },
    fetchKeeps: (peer) =>
      fetchOne(ask, peer, { type: 'keeps' }, keepsAnswerCodec, within(linksTimeoutMs)),
    fetchAbout: (peer) =>
      fetchOne(ask, peer, { type: 'about' }, aboutAnswerCodec, within(helloTimeoutMs)),
    fetchDialBack: (peer) =>
      fetchOne(ask, peer, { type: 'dialBack' }, dialBackAnswerCodec, within(dialBackTimeoutMs)),
    fetchHello: (peer, request) =>
      fetchOne(ask, peer, request, helloAnswerCodec, within(helloTimeoutMs)),
    fetchBlocks: (peer, range, signal) => fetchBlocks(transport, peer, range, signal),
  };
}

const contentLimits = { timeoutMs: contentTimeoutMs, maxBytes: messageLimits.blockContentBytesMax };

async function fetchTransactions(
  ask: Ask,
  hashes: readonly Hash[],
  peers: readonly PeerName[],
): Promise<Uint8Array[]> {
  const missing = new Set(hashes);
  const found: Uint8Array[] = [];
  for (const peer of peers) {
    if (missing.size === 0) break;
    try {
      const request: Request = { type: 'transactions', hashes: [...missing] };
      for await (const chunk of ask(peer, request, contentLimits)) {
        const batch = decode(transactionBatchCodec, chunk);
        if (!batch.ok) break;
        // What was not asked for counts for nothing, or a peer could keep the others from being asked.
        for (const encoded of batch.value) {
          if (missing.delete(signedTransactionHash(encoded))) found.push(encoded);
        }
      }
    } catch {
      // An absent or slow peer is no reason to give up: the next one is asked.
    }
  }
  return found;
}

async function fetchProposedBlock(
  ask: Ask,
  id: Hash,
  peers: readonly PeerName[],
): Promise<CompactBlock | undefined> {
  for (const peer of peers) {
    try {
      for await (const chunk of ask(peer, { type: 'proposedBlock', blockId: id }, contentLimits)) {
        const block = decode(compactBlockCodec, chunk);
        if (!block.ok || blockId(block.value.header) !== id) continue;
        if (isCompleteCompact(block.value)) return block.value;
      }
    } catch {
      // As above.
    }
  }
  return undefined;
}

async function* fetchStored(
  ask: Ask,
  key: Uint8Array,
  peers: readonly PeerName[],
): AsyncGenerator<Uint8Array | null> {
  const bounds = { timeoutMs: contentTimeoutMs, maxBytes: messageLimits.answerChunkBytesMax };
  for (const peer of peers) {
    let value: Uint8Array | null = null;
    try {
      for await (const chunk of ask(peer, { type: 'storedValue', key }, bounds)) {
        const answer = decode(storedValueCodec, chunk);
        if (answer.ok) value = answer.value.value;
        break;
      }
    } catch {
      // Absent, slow, or of a version that does not know the question.
    }
    yield value;
  }
}

type Bounds = Parameters<Ask>[2];

/** Of answers that are short. */
const within = (timeoutMs: number): Bounds => ({
  timeoutMs,
  maxBytes: messageLimits.helloBytesMax,
});

/** An answer of one chunk; `undefined` when there is none that can be read. */
async function fetchOne<T>(
  ask: Ask,
  peer: PeerName,
  request: Request,
  codec: Codec<T>,
  bounds: Bounds,
): Promise<T | undefined> {
  try {
    for await (const chunk of ask(peer, request, bounds)) {
      const answer = decode(codec, chunk);
      return answer.ok ? answer.value : undefined;
    }
  } catch {
    // Absent, slow, or of a version that does not know the question.
  }
  return undefined;
}
