/** What can go wrong with keys and key files. */
import { CodedError } from './coded-error.ts';

/** Stable; which call throws which is said there. */
export type CryptoErrorCode =
  | 'bad_seed'
  | 'bad_encryption_key'
  | 'not_for_this_key'
  | 'bad_label'
  | 'provider_unavailable'
  | 'signature_fault'
  | 'wrong_password'
  | 'damaged_key_file'
  | 'unsupported_key_file'
  | 'unsafe_key_file'
  | 'key_file_exists'
  | 'malformed_key'
  | 'empty_phrase'
  | 'bad_phrase'
  | 'key_not_phrase'
  | 'unsupported_key';

/** A fault of a key or how it is kept. The message never holds a secret. */
export class CryptoError extends CodedError<CryptoErrorCode> {}
