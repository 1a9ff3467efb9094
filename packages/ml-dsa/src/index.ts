/**
 * Verification of ML-DSA (FIPS 204) in WebAssembly, for whoever meets the same keys again and again: what depends on a
 * key alone is kept. It signs nothing, and so knows no secrets.
 */
export { type ParameterSetName, parameterSetNames } from './parameter-set.ts';
export {
  type Claim,
  createVerifier,
  type KeyHandle,
  type Verifier,
  type VerifierOptions,
  type VerifierStatistics,
} from './verifier.ts';
export { VerifierError, type VerifierErrorCode } from './verifier-error.ts';
