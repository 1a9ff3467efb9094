/** Answering what peers ask for. */
import type { Hash } from '@trellis/crypto';
import {
  blockId,
  compactBlockCodec,
  decode,
  encode,
  type Height,
  messageLimits,
  nextHeight,
} from '@trellis/protocol';
import type { ProposedBlocks } from '../blocks/proposed-blocks.ts';
import {
  type AboutAnswer,
  aboutAnswerCodec,
  type DialBackAnswer,
  dialBackAnswerCodec,
  finalBlockPartCodec,
  type HelloAnswer,
  type HelloRequest,
  helloAnswerCodec,
  keepsAnswerCodec,
  linksAnswerCodec,
  requestCodec,
  snapshotPartCodec,
  storedValueCodec,
  transactionBatchCodec,
} from '../messages/messages.ts';
import type { ChainReader } from '../ports/chain-reader.ts';
import type { SnapshotSource } from '../ports/snapshot-source.ts';
import type { Transport } from '../ports/transport.ts';
import type { Mempool } from '../transactions/mempool.ts';
import { linksOf } from './links.ts';

/** Transactions in one chunk of an answer: small enough that the first can be read while the next comes. */
const chunkBytes = 1024 * 1024;

/** What a node answers with. */
export interface RequestSources {
  readonly store: Pick<
    ChainReader,
    'head' | 'finalHeader' | 'finalContent' | 'storedValue' | 'keeps'
  >;
  readonly mempool: Pick<Mempool, 'get'>;
  readonly proposedBlocks: Pick<ProposedBlocks, 'transaction' | 'compact'>;
  readonly snapshot: SnapshotSource | null;
  readonly transport: Pick<Transport, 'peers'>;
  /** Where the HTTP API of this node is reached; `null`: that is not told. */
  readonly publicUrl: string | null;
  readonly about: () => AboutAnswer;
  /** Tries to reach the node that asks. */
  readonly dialBack: () => Promise<DialBackAnswer>;
  /** Answers a node that says who it is. */
  readonly greeting: (hello: HelloRequest) => HelloAnswer;
}

/** Answers a peer's request. Throws on a malformed one, which the transport turns into a refusal. */
export async function* answerRequest(
  sources: RequestSources,
  bytes: Uint8Array,
): AsyncGenerator<Uint8Array> {
  const request = decode(requestCodec, bytes);
  if (!request.ok) throw new Error(`malformed request: ${request.problem.message}`);
  switch (request.value.type) {
    case 'transactions':
      return yield* answerTransactions(sources, request.value.hashes);
    case 'proposedBlock': {
      const block = sources.proposedBlocks.compact(request.value.blockId);
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
    case 'keeps':
      yield encode(keepsAnswerCodec, { ...sources.store.keeps(), url: sources.publicUrl ?? '' });
      return;
    case 'about':
      yield encode(aboutAnswerCodec, sources.about());
      return;
    case 'dialBack':
      yield encode(dialBackAnswerCodec, await sources.dialBack());
      return;
    case 'hello':
      yield encode(helloAnswerCodec, sources.greeting(request.value));
      return;
    case 'storedValue': {
      const value = sources.store.storedValue(request.value.key);
      if (value !== undefined) yield encode(storedValueCodec, { value });
      return;
    }
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
  { mempool, proposedBlocks }: RequestSources,
  hashes: readonly Hash[],
): Generator<Uint8Array> {
  const found: Uint8Array[] = [];
  for (const hash of hashes) {
    const transaction = mempool.get(hash) ?? proposedBlocks.transaction(hash);
    if (transaction !== undefined) found.push(transaction.encoded);
  }
  for (const batch of inBatches(found)) yield encode(transactionBatchCodec, batch);
}

function* answerSnapshot({ head, changes }: SnapshotSource): Generator<Uint8Array> {
  yield encode(snapshotPartCodec, { type: 'head', ...head });
  for (const change of changes) yield encode(snapshotPartCodec, { type: 'change', ...change });
}

function* answerBlocks(
  store: RequestSources['store'],
  from: Height,
  count: number,
): Generator<Uint8Array> {
  const last = store.head().header.height;
  const end = from + BigInt(Math.min(count, messageLimits.answerBlocksMax));
  let bytes = 0;
  for (let height = from; height < end && height <= last; height = nextHeight(height)) {
    // What is not given is asked for again, of this peer or another.
    if (bytes > messageLimits.answerBlockBytesMax) return;
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
