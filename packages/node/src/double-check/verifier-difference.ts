/** Why a node ends at once: its verifier of ML-DSA is not to be relied on. */

/** OpenSSL and the verifier of ML-DSA disagree about a signature. The node follows without a vote until "trellis acknowledge" was run. */
export class VerifierDifference extends Error {
  readonly code = 'verifier_difference';

  /** `path` is the file with the signature. */
  constructor(path: string) {
    super(
      `OpenSSL and the verifier of ML-DSA disagree about a signature, which is kept in ${path}`,
    );
    this.name = 'VerifierDifference';
  }
}
