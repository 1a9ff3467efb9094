/** The proof that a block is final: a quorum of precommits for it, as one list of signatures. */
import type { Hash } from '@trellis/crypto';
import type { Height, Round } from './height.ts';

export interface CommitSignature {
  /** Position in the validator set of the certificate's height. */
  readonly validatorIndex: number;
  readonly signature: Uint8Array;
}

/** `signatures` are in strictly increasing order of `validatorIndex`. */
export interface CommitCertificate {
  readonly height: Height;
  readonly round: Round;
  readonly blockId: Hash;
  readonly signatures: readonly CommitSignature[];
}
