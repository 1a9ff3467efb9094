/** Why there is no verifier: a caller then uses another implementation. */

/** Stable. */
export type VerifierErrorCode =
  /** The engine has no WebAssembly with SIMD, or forbids it. */
  | 'engine_unsuitable'
  /** What it computes is wrong. */
  | 'self_test_failed';

export class VerifierError extends Error {
  readonly code: VerifierErrorCode;

  constructor(code: VerifierErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'VerifierError';
    this.code = code;
  }
}
