/** What keys, signatures and verifications cost by themselves. */
export {
  defaultSignatureOptions,
  quickSignatureOptions,
  readProviders,
  readSchemes,
  readSizes,
  type SignatureOptions,
} from './options.ts';
export {
  benchSignatures,
  type SignatureMeasurement,
  type SignatureResult,
  type SignatureRow,
  type SignatureSizes,
} from './signature-bench.ts';
export { benchSchemes, providerNames } from './subject.ts';
export { signaturesText } from './text.ts';
