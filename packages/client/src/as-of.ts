/** What goes with everything that is read from the state: the block that proves it, and the entries. */
import type { CertifiedHeader } from './certified-header.ts';
import type { VerifiedEntry } from './verify-entry.ts';

/** What was found to be true, as of a block: how old that is, its header says. */
export interface AsOf extends CertifiedHeader {
  /** What proves it, for whoever wants to check it again. */
  readonly entries: readonly VerifiedEntry[];
}
