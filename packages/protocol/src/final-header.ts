/** The proof that a header is final: it is of this chain and of these validators, and a certificate holds. */
import type { RequiredClaims } from '@trellis/crypto';
import { type BlockHeader, blockId } from './block.ts';
import {
  type CertificateProblem,
  type CommitCertificate,
  certificateClaims,
} from './commit-certificate.ts';
import { newestVersion } from './features.ts';
import { validatorSetHash } from './genesis.ts';
import type { Height } from './height.ts';
import type { RecoveryPoint } from './recovery-point.ts';
import type { ChainId } from './scalars.ts';
import type { ValidatorSet } from './validator-set.ts';

/** What no signature can repair. */
export type FinalHeaderProblem =
  | CertificateProblem
  | 'other_chain'
  | 'other_validators'
  | 'unknown_version';

/** Who decides which blocks of a chain, as its reader knows or trusts. */
export interface DecidedChain {
  readonly chainId: ChainId;
  readonly recoveries: readonly RecoveryPoint[];
  validatorsAt(height: Height): ValidatorSet;
}

/** As `certificateClaims`, for a header that says itself which chain and which validators it is of. */
export function finalHeaderClaims(
  { chainId, recoveries, validatorsAt }: DecidedChain,
  header: BlockHeader,
  certificate: CommitCertificate,
): RequiredClaims<FinalHeaderProblem> {
  // What the fields of a newer header mean is not known here.
  if (header.version > newestVersion) return { ok: false, problem: 'unknown_version' };
  if (header.chainId !== chainId) return { ok: false, problem: 'other_chain' };
  const { height } = header;
  const set = validatorsAt(height);
  if (header.validatorSetHash !== validatorSetHash(set)) {
    return { ok: false, problem: 'other_validators' };
  }
  return certificateClaims(
    { chainId, recoveries, height, blockId: blockId(header) },
    certificate,
    set,
  );
}
