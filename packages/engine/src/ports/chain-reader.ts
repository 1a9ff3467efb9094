/** What is kept of the chain: final blocks, and where in them something is. */
import type { Hash } from '@trellis/crypto';
import type {
  BlockHeader,
  CommitCertificate,
  Evidence,
  Height,
  Receipt,
  Validator,
} from '@trellis/protocol';

/** A final header. Block 0 has no certificate, nor has one of which it was pruned. */
export interface FinalHeader {
  readonly header: BlockHeader;
  readonly blockId: Hash;
  readonly certificate: CommitCertificate | null;
}

/** A block by what it holds: evidence, and signed transactions in their canonical encoding. */
export interface BlockContent {
  readonly header: BlockHeader;
  readonly evidence: readonly Evidence[];
  readonly transactions: readonly Uint8Array[];
}

/** A block without what witnesses its transactions. */
export interface BlockBody {
  readonly header: BlockHeader;
  readonly evidence: readonly Evidence[];
  readonly transactions: readonly {
    /** In its canonical encoding, without signatures. */
    readonly encoded: Uint8Array;
    /** Of the signed transaction. */
    readonly bytes: number;
    readonly signatureBytes: number;
  }[];
}

/** What makes a header final: the certificate of its newest descendant, or its own if there is none. */
export interface FinalityProof {
  readonly header: BlockHeader;
  /** Each names the one before, and the first of them the header. */
  readonly descendants: readonly BlockHeader[];
  readonly certificate: CommitCertificate;
}

/** That the block after `height` is decided by these. */
export interface ValidatorChangeRecord {
  readonly height: Height;
  readonly validators: readonly Omit<Validator, 'address'>[];
}

export interface ChainReader {
  /** The height that the chain begins with: 0, or that of a snapshot. Blocks are kept from the next one on. */
  base(): Height;
  /** The oldest heights of which it has the block, and the block with its signatures. */
  keeps(): { readonly blocksFrom: Height; readonly witnessesFrom: Height };
  /** The newest final header. */
  head(): FinalHeader;
  finalHeader(height: Height): FinalHeader | undefined;
  /** The height at which a block of this id is final. */
  findBlock(id: Hash): Height | undefined;
  /** `undefined` too when signatures were pruned. */
  finalContent(height: Height): BlockContent | undefined;
  /** `undefined` too when the block was pruned. */
  finalBody(height: Height): BlockBody | undefined;
  /** `undefined` for block 0, and for one that is not here or not linked to a certificate. */
  finalityProof(height: Height): FinalityProof | undefined;
  receipts(height: Height): readonly Receipt[] | undefined;
  findTransaction(id: Hash): { readonly height: Height; readonly index: number } | undefined;
  /** Heights from `from` on after which others decide, at most `count`, with who. */
  validatorChanges(from: Height, count: number): Promise<readonly ValidatorChangeRecord[]>;
  /** What is stored under a key of the database, if it is the same at every node that has it. */
  storedValue(key: Uint8Array): Uint8Array | undefined;
  /** The newest blocks that hold evidence, the newest first. */
  blocksWithEvidence(count: number): Promise<readonly Height[]>;
}
