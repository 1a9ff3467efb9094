/** What a key says that signs payments within limits, and was asked for something else. */
import { CodedError } from '@trellis/crypto';

export type PaymentRefusalCode =
  | 'not_a_transaction'
  | 'other_account'
  | 'not_a_payment'
  | 'payee_not_allowed'
  | 'asset_not_allowed'
  | 'over_payment_limit'
  | 'over_day_limit';

/** A signer of payments does not sign this. */
export class PaymentRefused extends CodedError<PaymentRefusalCode> {}
