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
import { type Candidates, isCompleteCompact } from './candidates.ts';
import { linksOf } from './links.ts';
import type { Mempool } from './mempool.ts';
import {
  type FinalBlockPart,
  finalBlockPartCodec,
  type LinksAnswer,
  linksAnswerCodec,
  type Request,
  requestCodec,
  snapshotPartCodec,
  transactionBatchCodec,
} from './messages.ts';
import type { Clock } from './ports/clock.ts';
import type { SnapshotSource } from './ports/snapshot-source.ts';
import type { Store } from './ports/store.ts';
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

/** Transactions in one chunk of an answer: small enough that the first can be read while the next comes. */
const chunkBytes = 1024 * 1024;

/** Most blocks in one answer; who wants more asks again. */
const blocksPerRequestMax = 64;

/** A block's content and what goes around it. */
const contentBytesMax = limits.blockBytesMax + 1024 * 1024;
const transactionsTimeoutMs = 2_000;
/** Somebody waits for the map of the network: a peer that is slower is left out of it. */
const linksTimeoutMs = 1_000;
/** All links that a peer may tell of. */
export const linksBytesMax = 128 * 1024;
/** Blocks of one answer, but for the last: what is not given is asked for again, of this peer or another. */
const answerBytesMax = 16 * 1024 * 1024;

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

/** What a node answers with. */
export interface ExchangeSources {
  readonly store: Pick<Store, 'head' | 'finalHeader' | 'finalContent'>;
  readonly mempool: Pick<Mempool, 'get'>;
  readonly candidates: Pick<Candidates, 'transaction' | 'compact'>;
  readonly snapshot: SnapshotSource | null;
  readonly transport: Pick<Transport, 'peers'>;
}

/** Answers a peer's request. Throws on a malformed one, which the transport turns into a refusal. */
export async function* answerRequest(
  sources: ExchangeSources,
  bytes: Uint8Array,
): AsyncGenerator<Uint8Array> {
  const request = decode(requestCodec, bytes);
  if (!request.ok) throw new Error(`malformed request: ${request.problem.message}`);
  switch (request.value.type) {
    case 'transactions':
      return yield* answerTransactions(sources, request.value.hashes);
    case 'candidate': {
      const block = sources.candidates.compact(request.value.blockId);
      if (block !== undefined) yield encode(compactBlockCodec, block);
      return;
    }
    case 'blocks':
      return yield* answerBlocks(sources.store, request.value.from, request.value.count);
    case 'snapshot':
      if (sources.snapshot !== null) yield* answerSnapshot(sources.snapshot);
      return;
    case 'links':
      yield encode(linksAnswerCodec, { links: linksOf(sources.transport.peers()) });
      return;
    case 'snapshotChunk': {
      const { snapshot } = sources;
      const { index } = request.value;
      if (snapshot === null || blockId(snapshot.head.header) !== request.value.blockId) return;
      if (index < snapshot.head.chunks.length) yield await snapshot.readChunk(index);
      return;
    }
  }
}

function* answerTransactions(
  { mempool, candidates }: ExchangeSources,
  hashes: readonly Hash[],
): Generator<Uint8Array> {
  const found: Uint8Array[] = [];
  for (const hash of hashes) {
    const transaction = mempool.get(hash) ?? candidates.transaction(hash);
    if (transaction !== undefined) found.push(transaction.encoded);
  }
  for (const batch of inBatches(found)) yield encode(transactionBatchCodec, batch);
}

function* answerSnapshot({ head, changes }: SnapshotSource): Generator<Uint8Array> {
  yield encode(snapshotPartCodec, { type: 'head', ...head });
  for (const change of changes) yield encode(snapshotPartCodec, { type: 'change', ...change });
}

function* answerBlocks(
  store: ExchangeSources['store'],
  from: Height,
  count: number,
): Generator<Uint8Array> {
  const last = store.head().header.height;
  const end = from + BigInt(Math.min(count, blocksPerRequestMax));
  let bytes = 0;
  for (let height = from; height < end && height <= last; height = nextHeight(height)) {
    if (bytes > answerBytesMax) return;
    const final = store.finalHeader(height);
    const content = store.finalContent(height);
    if (final?.certificate == null || content === undefined) return;
    const { header, certificate } = final;
    const { evidence, transactions } = content;
    const head = { header, certificate, evidence, transactionCount: transactions.length };
    const first = encode(finalBlockPartCodec, { type: 'head', ...head });
    bytes += first.length;
    yield first;
    for (const batch of inBatches(transactions)) {
      const part = encode(finalBlockPartCodec, { type: 'transactions', transactions: batch });
      bytes += part.length;
      yield part;
    }
  }
}

/** Splits transactions so that each part fits a chunk. */
function* inBatches(transactions: readonly Uint8Array[]): Generator<readonly Uint8Array[]> {
  let batch: Uint8Array[] = [];
  let bytes = 0;
  for (const encoded of transactions) {
    if (batch.length > 0 && (bytes + encoded.length > chunkBytes || batch.length === 1024)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(encoded);
    bytes += encoded.length + 4;
  }
  if (batch.length > 0) yield batch;
}
