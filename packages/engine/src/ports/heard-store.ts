/** The last message of every validator, as far as this node heard of it, across its restarts. */
import type { Address } from '@trellis/crypto';
import type { SignedProposal, SignedVote } from '@trellis/protocol';

export interface HeardStore {
  /** What was kept when it was opened. */
  readonly recovered: ReadonlyMap<Address, SignedProposal | SignedVote>;
  /** Keeps this as the last one of its signer; on disk a little later, so that no height waits for it. */
  keep(signer: Address, message: SignedProposal | SignedVote): void;
}
