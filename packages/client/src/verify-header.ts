/** The light client's first step: a quorum of the trusted validators made this header final. */

import { claimsFault } from '@trellis/crypto';
import {
  type BlockHeader,
  type CommitCertificate,
  type FinalHeaderProblem,
  finalHeaderClaims,
  type Height,
} from '@trellis/protocol';
import { certifiedHeader } from './finality.ts';
import { ProofError, type ProofErrorCode } from './proof-error.ts';
import { type TrustedChain, trustedValidators } from './trusted-chain.ts';
import type { SignatureVerifier } from './verifier.ts';

/** What is wrong with a header or its certificate that no signature could make good. */
const problems: Readonly<
  Record<FinalHeaderProblem, readonly [code: ProofErrorCode, sentence: string]>
> = {
  unknown_version: [
    'version_not_known',
    'the block is of a version of the protocol that this software does not know; use a newer release',
  ],
  other_chain: ['other_chain', 'the block is of another chain than the trusted one'],
  other_validators: [
    'other_validators',
    'the block names other validators than those trusted at its height',
  ],
  other_block: ['header_not_certified', 'the certificate is for another block'],
  unknown_validator: [
    'certificate_unknown_validator',
    'the certificate has a signature of a validator that does not exist',
  ],
  unordered_signatures: [
    'certificate_duplicate_signature',
    'the certificate has a validator’s signature twice, or out of order',
  ],
  not_recovered: [
    'not_recovered',
    'the chain was recovered, and continues from another block of this height',
  ],
  no_quorum: ['certificate_too_small', 'the signatures of the certificate are not of a quorum'],
};

/**
 * Checks that a quorum of the trusted validators made this header final, or the last of the headers that follow from it:
 * cheap checks first, then every signature. Throws `ProofError`.
 *
 * @example
 * const { header, certificate, descendants } = await getHead(light);
 * await verifyHeader(light.trusted(), verifier, header, certificate, descendants); // throws ProofError
 */
export async function verifyHeader(
  trusted: TrustedChain,
  provider: SignatureVerifier,
  header: BlockHeader,
  certificate: CommitCertificate | null,
  descendants: readonly BlockHeader[] = [],
): Promise<void> {
  if (certificate === null) {
    throw new ProofError(
      'certificate_missing',
      header.height === 0n
        ? 'block 0 has no certificate: it proves nothing before block 1 is final'
        : `block ${header.height} comes without a certificate`,
    );
  }
  const certified = certifiedHeader({ header, certificate, descendants });
  const { chainId, recoveries } = trusted;
  const validatorsAt = (height: Height) => trustedValidators(trusted, height);
  const fault = await claimsFault(
    finalHeaderClaims({ chainId, recoveries, validatorsAt }, certified, certificate),
    (claim) => provider.verify(claim),
  );
  if (fault === undefined) return;
  if (fault.problem === 'bad_signature') {
    const index = certificate.signatures[fault.index]?.validatorIndex;
    throw new ProofError(
      'certificate_forged',
      `the signature of validator ${index} in the certificate does not verify`,
    );
  }
  const [code, sentence] = problems[fault.problem];
  throw new ProofError(code, `${sentence} (block ${certified.height} of ${certified.chainId})`);
}
