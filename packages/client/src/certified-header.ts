/** A block, as far as a light client needs it. */
import type { BlockHeader, CommitCertificate } from '@trellis/protocol';

/** A header and what makes it final; block 0 has no certificate, it follows from the genesis. */
export interface CertifiedHeader {
  readonly header: BlockHeader;
  readonly certificate: CommitCertificate | null;
}
