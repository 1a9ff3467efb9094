/** What stands under the keys of the database. */
import {
  blockHeaderCodec,
  byteList,
  commitCertificateCodec,
  container,
  evidenceListCodec,
  hashCodec,
  heightCodec,
  limits,
  list,
  optional,
  receiptCodec,
  uint32,
} from '@trellis/protocol';

export const headerRecordCodec = container({
  header: blockHeaderCodec,
  blockId: hashCodec,
  certificate: optional(commitCertificateCodec),
});

/** Transactions as their encodings: what their ids are hashes of. */
export const bodyRecordCodec = container({
  header: blockHeaderCodec,
  evidence: evidenceListCodec,
  transactions: list(byteList(limits.transactionBytesMax), limits.blockTransactionsMax),
});

/** The encoded witness list of each transaction. */
export const witnessesRecordCodec = list(
  byteList(limits.transactionBytesMax),
  limits.blockTransactionsMax,
);

export const receiptsRecordCodec = list(receiptCodec, limits.blockTransactionsMax);

export const transactionRecordCodec = container({ height: heightCodec, index: uint32 });

/** Up to where blocks were pruned: the first height of which signatures are kept, and the first of which the block is. */
export const prunedRecordCodec = container({ witnessesFrom: heightCodec, blocksFrom: heightCodec });

export const headRecordCodec = container({ height: heightCodec });
