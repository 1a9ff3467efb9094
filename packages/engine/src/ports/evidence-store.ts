/** Evidence that waits for a block, one piece for each validator. */
import type { Address } from '@trellis/crypto';
import type { Evidence } from '@trellis/protocol';

export interface EvidenceStore {
  /** On disk when it resolves. */
  keepEvidence(validator: Address, evidence: Evidence): Promise<void>;
  forgetEvidence(validator: Address): Promise<void>;
  /** What was kept and not forgotten. */
  keptEvidence(): Promise<readonly Evidence[]>;
}
