/** A block, as far as a light client needs it. */
import type { BlockHeader, CommitCertificate } from '@trellis/protocol';

/** A header and what makes it final; block 0 has no certificate, it follows from the genesis. */
export interface CertifiedHeader {
  readonly header: BlockHeader;
  /** Of the block, or of the last one in `descendants`. */
  readonly certificate: CommitCertificate | null;
  /** Where the certificate of the block was pruned: the headers after it up to one that is certified. */
  readonly descendants?: readonly BlockHeader[];
}
