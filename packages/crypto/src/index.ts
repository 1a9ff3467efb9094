/** Signature schemes and their providers, hashing, addresses and key files. */

export { equalBytes } from '#equal-bytes';
export {
  type Address,
  addressPrefix,
  formatAddress,
  isMeantAsAddress,
  keyAddress,
  parseAddress,
} from './address.ts';
export { addressProblem } from './address-problem.ts';
export {
  fromBase64,
  fromBase64Url,
  fromHex,
  toBase64,
  toBase64Url,
  toHex,
  writeHex,
} from './byte-text.ts';
export { asciiBytes, concatBytes, writeAscii } from './bytes.ts';
export { CodedError } from './coded-error.ts';
export { CryptoError, type CryptoErrorCode } from './crypto-error.ts';
export type { MlDsaVerification } from './expanded-keys.ts';
export {
  type Hash,
  type HashDomain,
  hash,
  hashAscii,
  hashBytes,
  hashDomains,
  hashOne,
  hashPair,
  isHash,
  sha256,
  zeroHash,
} from './hash.ts';
export { hmacSha256 } from './hmac.ts';
export {
  decryptKeyFile,
  encryptKeyFile,
  type KeyFileSecret,
  readKeyFileHeader,
} from './key-file.ts';
export type { KeyFileHeader } from './key-file-format.ts';
export {
  exportPrivateJwk,
  exportPublicJwk,
  importPrivateJwk,
  importPublicJwk,
  type Jwk,
  type JwkDocument,
} from './key-jwk.ts';
export {
  exportPrivatePem,
  exportPublicPem,
  type ImportedPrivateKey,
  type ImportedPublicKey,
  importPrivatePem,
  importPublicPem,
} from './key-pem.ts';
export { primitives } from './primitive.ts';
export {
  createProvider,
  defaultProviderName,
  generateSeed,
  type ProviderName,
} from './provider.ts';
export {
  isSchemeName,
  type Scheme,
  type SchemeName,
  schemeNames,
  schemes,
  votingSchemes,
} from './scheme.ts';
export { sealingBytes } from './sealing-bytes.ts';
export {
  type ClaimsFault,
  claimsFault,
  type RequiredClaims,
  type SignatureClaim,
  type SignatureProvider,
  type SignaturePurpose,
  type SigningKey,
  signatureContext,
  type VerifyClaim,
} from './signature.ts';
