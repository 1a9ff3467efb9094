/** Fetching final blocks from a peer, one after another as they come. */
import {
  type CommitCertificate,
  type CompactBlock,
  decode,
  encode,
  type Height,
  messageLimits,
  nextHeight,
} from '@trellis/protocol';
import { type FinalBlockPart, finalBlockPartCodec, requestCodec } from '../messages/messages.ts';
import type { PeerName, Transport } from '../ports/transport.ts';

/** A final block as a peer sends it; nothing of it is verified yet. */
export interface FetchedBlock {
  readonly header: CompactBlock['header'];
  readonly certificate: CommitCertificate;
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

/** The blocks that a peer is asked for: `from` to `end`, without `end`. */
export interface BlockRange {
  readonly from: Height;
  readonly count: number;
}

/** Throws `BadAnswer`, or `TransportError`. */
export async function* fetchBlocks(
  transport: Pick<Transport, 'request'>,
  peer: PeerName,
  { from, count }: BlockRange,
  signal: AbortSignal,
): AsyncGenerator<FetchedBlock> {
  const answer = transport.request(peer, encode(requestCodec, { type: 'blocks', from, count }), {
    signal,
    maxBytes: messageLimits.answerBlockBytesMax + 2 * messageLimits.blockContentBytesMax,
  });
  const end = from + BigInt(count);
  let expected = from;
  let block: PartialBlock | null = null;
  for await (const chunk of answer) {
    const part = decode(finalBlockPartCodec, chunk);
    if (!part.ok) throw new BadAnswer(peer, `malformed block: ${part.problem.message}`);
    if (part.value.type === 'head') {
      if (block !== null) throw new BadAnswer(peer, 'a block ended early');
      const { height } = part.value.header;
      if (height !== expected || height >= end) {
        throw new BadAnswer(peer, `block ${height} came instead of ${expected}`);
      }
      block = { head: part.value, transactions: [], bytes: 0 };
    } else {
      if (block === null) throw new BadAnswer(peer, 'transactions without a header');
      block.transactions.push(...part.value.transactions);
    }
    block.bytes += chunk.length;
    const problem = excessOf(block);
    if (problem !== undefined) throw new BadAnswer(peer, problem);
    if (block.transactions.length < block.head.transactionCount) continue;
    yield whole(block);
    expected = nextHeight(expected);
    block = null;
  }
  if (block !== null) throw new BadAnswer(peer, 'a block without its end');
}

/** What came of a block so far. */
interface PartialBlock {
  readonly head: Extract<FinalBlockPart, { type: 'head' }>;
  readonly transactions: Uint8Array[];
  bytes: number;
}

function excessOf({ head, transactions, bytes }: PartialBlock): string | undefined {
  if (bytes > messageLimits.blockContentBytesMax) return 'a block over the size limit';
  if (transactions.length > head.transactionCount) return 'more transactions than announced';
  return undefined;
}

function whole({ head, transactions, bytes }: PartialBlock): FetchedBlock {
  const { header, certificate, evidence } = head;
  return { header, certificate, evidence, transactions, bytes };
}
