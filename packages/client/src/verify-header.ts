/** The light client's first step: a quorum of the trusted validators made this header final. */

import {
  type BlockHeader,
  blockId,
  type CertificateProblem,
  type CommitCertificate,
  certificateClaims,
  validatorSetHash,
} from '@trellis/protocol';
import { ProofError, type ProofErrorCode } from './proof-error.ts';
import { type TrustedChain, trustedValidators } from './trusted-chain.ts';
import type { SignatureVerifier } from './verifier.ts';

/** What is wrong with a certificate that no signature could make good. */
const certificateProblems: Readonly<
  Record<CertificateProblem, readonly [code: ProofErrorCode, sentence: string]>
> = {
  unknown_validator: [
    'certificate_unknown_validator',
    'the certificate has a signature of a validator that does not exist',
  ],
  unordered_signatures: [
    'certificate_duplicate_signature',
    'the certificate has a validator’s signature twice, or out of order',
  ],
  no_quorum: [
    'certificate_too_small',
    'the signatures of the certificate are not of more than two thirds of the validators’ power',
  ],
};

/**
 * Checks that a quorum of the trusted validators signed the block that the certificate names. Cheap
 * checks first, then every signature. Throws `ProofError`.
 */
export async function verifyCertificate(
  trusted: TrustedChain,
  provider: SignatureVerifier,
  certificate: CommitCertificate,
): Promise<void> {
  const required = certificateClaims(
    trusted.chainId,
    certificate,
    trustedValidators(trusted, certificate.height),
  );
  if (!required.ok) {
    const [code, sentence] = certificateProblems[required.problem];
    throw new ProofError(code, sentence);
  }
  const valid = await Promise.all(required.claims.map((claim) => provider.verify(claim)));
  const forged = valid.indexOf(false);
  if (forged !== -1) {
    const index = certificate.signatures[forged]?.validatorIndex;
    throw new ProofError(
      'certificate_forged',
      `the signature of validator ${index} in the certificate does not verify`,
    );
  }
}

/** Checks that a quorum of the trusted validators made this header final. Throws `ProofError`. */
export async function verifyHeader(
  trusted: TrustedChain,
  provider: SignatureVerifier,
  header: BlockHeader,
  certificate: CommitCertificate | null,
): Promise<void> {
  if (certificate === null) {
    throw new ProofError(
      'certificate_missing',
      header.height === 0n
        ? 'block 0 has no certificate: it proves nothing before block 1 is final'
        : `block ${header.height} comes without a certificate`,
    );
  }
  if (header.chainId !== trusted.chainId) {
    throw new ProofError(
      'other_chain',
      `the block is of the chain ${header.chainId}, not of the trusted ${trusted.chainId}`,
    );
  }
  if (header.validatorSetHash !== validatorSetHash(trustedValidators(trusted, header.height))) {
    throw new ProofError(
      'other_validators',
      'the block names other validators than those trusted at its height',
    );
  }
  if (certificate.blockId !== blockId(header) || certificate.height !== header.height) {
    throw new ProofError('header_not_certified', 'the certificate is for another block');
  }
  await verifyCertificate(trusted, provider, certificate);
}
