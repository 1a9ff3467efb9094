/** Asking peers for what we lack, and answering when they ask. */
import type { Hash } from '@trellis/crypto';
import {
  blockId,
  type CompactBlock,
  type commitCertificateCodec,
  compactBlockCodec,
  decode,
  encode,
  type Height,
  limits,
  nextHeight,
  signedTransactionHash,
  type ValueOf,
} from '@trellis/protocol';
import { isCompleteCompact } from './candidates.ts';
import {
  type FinalBlockPart,
  finalBlockPartCodec,
  type LinksAnswer,
  linksAnswerCodec,
  type Request,
  requestCodec,
  transactionBatchCodec,
} from './messages.ts';
import type { Clock } from './ports/clock.ts';
import type { PeerName, Transport } from './ports/transport.ts';

/** A final block as a peer sends it; nothing of it is verified yet. */
export interface FetchedBlock {
  readonly header: CompactBlock['header'];
  readonly certificate: ValueOf<typeof commitCertificateCodec>;
  readonly evidence: CompactBlock['evidence'];
  readonly transactions: readonly Uint8Array[];
  /** As sent. */
  readonly bytes: number;
}

/** A peer answered with something that no honest node sends. */
export class BadAnswer extends Error {
  readonly peer: PeerName;

  constructor(peer: PeerName, message: string) {
    super(message);
    this.name = 'BadAnswer';
    this.peer = peer;
  }
}

/** A block's content and what goes around it. */
const contentBytesMax = limits.blockBytesMax + 1024 * 1024;
const transactionsTimeoutMs = 2_000;
/** Somebody waits for the map of the network: a peer that is slower is left out of it. */
const linksTimeoutMs = 1_000;
/** All links that a peer may tell of. */
export const linksBytesMax = 128 * 1024;
/** Blocks of one answer, but for the last: what is not given is asked for again, of this peer or another. */
export const answerBytesMax = 16 * 1024 * 1024;

export interface Exchange {
  /** From one peer after another until all are found, or none is left to ask. */
  fetchTransactions(hashes: readonly Hash[], peers: readonly PeerName[]): Promise<Uint8Array[]>;
  fetchCandidate(id: Hash, peers: readonly PeerName[]): Promise<CompactBlock | undefined>;
  /** The peer's connections, as it says; `undefined` when it does not. */
  fetchLinks(peer: PeerName): Promise<LinksAnswer['links'] | undefined>;
  /** Final blocks from this height on, at most so many. Throws `BadAnswer`, or `TransportError`. */
  fetchBlocks(
    peer: PeerName,
    from: Height,
    count: number,
    signal: AbortSignal,
  ): AsyncIterable<FetchedBlock>;
}

export function createExchange(transport: Pick<Transport, 'request'>, clock: Clock): Exchange {
  async function* ask(
    peer: PeerName,
    request: Request,
    timeoutMs: number,
    maxBytes: number,
  ): AsyncIterable<Uint8Array> {
    const controller = new AbortController();
    const cancel = clock.after(timeoutMs, () => controller.abort());
    try {
      const { signal } = controller;
      yield* transport.request(peer, encode(requestCodec, request), { signal, maxBytes });
    } finally {
      cancel();
    }
  }

  return {
    async fetchTransactions(hashes, peers) {
      const missing = new Set(hashes);
      const found: Uint8Array[] = [];
      for (const peer of peers) {
        if (missing.size === 0) break;
        try {
          const request: Request = { type: 'transactions', hashes: [...missing] };
          for await (const chunk of ask(peer, request, transactionsTimeoutMs, contentBytesMax)) {
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
    },

    async fetchCandidate(id, peers) {
      for (const peer of peers) {
        try {
          const request: Request = { type: 'candidate', blockId: id };
          for await (const chunk of ask(peer, request, transactionsTimeoutMs, contentBytesMax)) {
            const block = decode(compactBlockCodec, chunk);
            if (!block.ok || blockId(block.value.header) !== id) continue;
            if (isCompleteCompact(block.value)) return block.value;
          }
        } catch {
          // As above.
        }
      }
      return undefined;
    },

    async fetchLinks(peer) {
      try {
        for await (const chunk of ask(peer, { type: 'links' }, linksTimeoutMs, linksBytesMax)) {
          const answer = decode(linksAnswerCodec, chunk);
          return answer.ok ? answer.value.links : undefined;
        }
      } catch {
        // Absent, slow, or of a version that does not know the question.
      }
      return undefined;
    },

    async *fetchBlocks(peer, from, count, signal) {
      let expected = from;
      const end = from + BigInt(count);
      let head: Extract<FinalBlockPart, { type: 'head' }> | undefined;
      let transactions: Uint8Array[] = [];
      let bytes = 0;
      const request: Request = { type: 'blocks', from, count };
      const answer = transport.request(peer, encode(requestCodec, request), {
        signal,
        maxBytes: answerBytesMax + 2 * contentBytesMax,
      });
      for await (const chunk of answer) {
        const part = decode(finalBlockPartCodec, chunk);
        if (!part.ok) throw new BadAnswer(peer, `malformed block: ${part.problem.message}`);
        if (part.value.type === 'head') {
          if (head !== undefined) throw new BadAnswer(peer, 'a block ended early');
          head = part.value;
          transactions = [];
          bytes = 0;
          const { height } = head.header;
          if (height !== expected || height >= end) {
            throw new BadAnswer(peer, `block ${height} came instead of ${expected}`);
          }
        } else {
          if (head === undefined) throw new BadAnswer(peer, 'transactions without a header');
          transactions.push(...part.value.transactions);
        }
        bytes += chunk.length;
        if (bytes > contentBytesMax) throw new BadAnswer(peer, 'a block over the size limit');
        if (transactions.length > head.transactionCount) {
          throw new BadAnswer(peer, 'more transactions than announced');
        }
        if (transactions.length === head.transactionCount) {
          const { header, certificate, evidence } = head;
          yield { header, certificate, evidence, transactions, bytes };
          expected = nextHeight(expected);
          head = undefined;
        }
      }
      if (head !== undefined) throw new BadAnswer(peer, 'a block without its end');
    },
  };
}
