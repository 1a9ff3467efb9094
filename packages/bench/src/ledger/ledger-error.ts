import { CodedError } from '@trellis/crypto';

/** Why a measurement can't be made or came to an end; the message says what to do. */
export type LedgerErrorCode =
  | 'bad_option'
  | 'too_few_files'
  | 'too_little_memory'
  | 'validator_died'
  | 'generator_died'
  | 'unexpected_answer'
  | 'interrupted';

export class LedgerError extends CodedError<LedgerErrorCode> {}
