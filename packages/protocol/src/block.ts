/** Blocks: a header that commits to everything, and the signed transactions it commits to. */
import { type Hash, hash } from '@trellis/crypto';
import { encode, type ValueOf } from './codec.ts';
import { addressCodec, hashCodec } from './codec-basic.ts';
import { container, list } from './codec-composite.ts';
import { evidenceListCodec } from './evidence.ts';
import { limits } from './limits.ts';
import { chainIdCodec, heightCodec, timeCodec } from './scalars.ts';
import { signedTransactionCodec } from './transaction.ts';
import { versioned } from './versioned.ts';

/** All that a block id covers. Its `version` decides what is valid in the block. */
export const blockHeaderCodec = versioned({
  chainId: chainIdCodec,
  height: heightCodec,
  /** The proposer's clock, in milliseconds; strictly later than the previous block's. */
  time: timeCodec,
  proposer: addressCodec,
  previousBlockId: hashCodec,
  /** Over the ids of the transactions: what they do, without their signatures. */
  transactionsRoot: hashCodec,
  /** Over the hashes of the whole signed transactions. */
  witnessRoot: hashCodec,
  /** Over the evidence of equivocation, which comes before the transactions. */
  evidenceRoot: hashCodec,
  /** State *after* this block, so that a balance proof exists the moment the block is final. */
  stateRoot: hashCodec,
  receiptsRoot: hashCodec,
  /** Who decides this block. */
  validatorSetHash: hashCodec,
  /** Who decides the next one, so that a light client can follow changes. */
  nextValidatorSetHash: hashCodec,
});

/** A whole block, with its signatures. */
export const blockCodec = container({
  header: blockHeaderCodec,
  evidence: evidenceListCodec,
  transactions: list(signedTransactionCodec, limits.blockTransactionsMax),
});

/** A block by the hashes of its signed transactions, for those who have them already. */
export const compactBlockCodec = container({
  header: blockHeaderCodec,
  evidence: evidenceListCodec,
  signedTransactionHashes: list(hashCodec, limits.blockTransactionsMax),
});

export type BlockHeader = ValueOf<typeof blockHeaderCodec>;
export type Block = ValueOf<typeof blockCodec>;
export type CompactBlock = ValueOf<typeof compactBlockCodec>;

/** Identity of a block: the hash of its header. */
export function blockId(header: BlockHeader): Hash {
  return hash('header', encode(blockHeaderCodec, header));
}
