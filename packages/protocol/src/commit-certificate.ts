/** The proof that a block is final: a quorum of precommits for it, as one list of signatures. */
import type { Hash, RequiredClaims, SignatureClaim } from '@trellis/crypto';
import type { ValueOf } from './codec.ts';
import { hashCodec, uint16 } from './codec-basic.ts';
import { container, list } from './codec-composite.ts';
import type { Height } from './height.ts';
import { limits } from './limits.ts';
import { type RecoveryPoint, recoveredBlock, signingDomain } from './recovery-point.ts';
import { type ChainId, heightCodec, roundCodec, signatureCodec } from './scalars.ts';
import { isQuorum, type ValidatorSet } from './validator-set.ts';
import { claimBy, voteMessage } from './vote.ts';

const commitSignatureCodec = container({
  /** Position in the validator set of the certificate's height. */
  validatorIndex: uint16,
  signature: signatureCodec,
});

/** `signatures` are in strictly increasing order of `validatorIndex`. */
export const commitCertificateCodec = container({
  height: heightCodec,
  round: roundCodec,
  blockId: hashCodec,
  signatures: list(commitSignatureCodec, limits.validatorsMax),
});

export type CommitSignature = ValueOf<typeof commitSignatureCodec>;
export type CommitCertificate = ValueOf<typeof commitCertificateCodec>;

/** The block that a certificate is to make final. */
export interface CertifiedBlock {
  readonly chainId: ChainId;
  /** How the chain was recovered, in the order of the heights; of almost every chain empty. */
  readonly recoveries: readonly RecoveryPoint[];
  readonly height: Height;
  readonly blockId: Hash;
}

/** What no signature can repair. */
export type CertificateProblem =
  | 'other_block'
  | 'unknown_validator'
  | 'unordered_signatures'
  | 'no_quorum'
  /** The chain was recovered, and continues from another block of this height. */
  | 'not_recovered';

/**
 * What must be verified for a certificate of a block to hold: every one of these signatures. Or, when it
 * can't hold whatever the signatures are worth, why: this costs nothing and comes first.
 */
export function certificateClaims(
  { chainId, recoveries, height, blockId }: CertifiedBlock,
  certificate: CommitCertificate,
  set: ValidatorSet,
): RequiredClaims<CertificateProblem> {
  if (certificate.blockId !== blockId || certificate.height !== height) {
    return { ok: false, problem: 'other_block' };
  }
  const recovered = recoveredBlock(recoveries, height);
  if (recovered !== undefined && recovered !== blockId) {
    return { ok: false, problem: 'not_recovered' };
  }
  // The operators of the validators made it final; no certificate may be left.
  if (recovered === blockId && certificate.signatures.length === 0) return { ok: true, claims: [] };
  const message = voteMessage(signingDomain(chainId, recoveries, height), certificate);
  const claims: SignatureClaim[] = [];
  let power = 0;
  let previous = -1;
  for (const { validatorIndex, signature } of certificate.signatures) {
    const validator = set.validators[validatorIndex];
    if (validator === undefined) return { ok: false, problem: 'unknown_validator' };
    if (validatorIndex <= previous) return { ok: false, problem: 'unordered_signatures' };
    previous = validatorIndex;
    power += validator.power;
    claims.push(claimBy(validator, 'precommit', message, signature));
  }
  return isQuorum(set, power) ? { ok: true, claims } : { ok: false, problem: 'no_quorum' };
}

/** The certificate of a block that the recovery of its chain made final: the recovery stands for the signatures. */
export function recoveredCertificate(height: Height, blockId: Hash): CommitCertificate {
  return { height, round: 0, blockId, signatures: [] };
}
