/** What was found in a file: mistakes, and what can't be carried. */
import type { ReasonCode } from '../code-sets/reason-code.ts';
import type { Place } from '../xml/place.ts';

/** Every kind of finding, by a stable code, with a sentence for people. */
export const findingMeaning = {
  xml_malformed: 'The file is not well-formed XML.',
  xml_encoding: 'The bytes of the file are not in the encoding that it declares or begins with.',
  xml_doctype: 'A document type declaration is not accepted, and with it no entity.',
  xml_too_deep: 'Elements are nested deeper than any message nests them.',
  xml_too_large: 'The file, or a text in it, is larger than the limit.',
  wrong_envelope: 'The outer elements are not a Document with an optional AppHdr before it.',
  unknown_message: 'The namespace is not that of a message and version that can be read.',
  national_variant: 'The namespace is that of a national variant of a message.',
  header_mismatch: 'The header is not that of the message it comes with.',
  unknown_element: 'The message has no such element at this place.',
  element_order: 'The element stands behind one that it has to come before.',
  element_missing: 'An element that has to be there is missing.',
  element_repeated: 'The element is there more often than the message allows.',
  choice_conflict: 'Just one of several elements has to be there.',
  unexpected_text: 'Text stands where only elements may stand.',
  unknown_attribute: 'The element has no such attribute.',
  attribute_missing: 'The currency of an amount is missing.',
  bad_form: 'The text has not the form, length or values that its element asks for.',
  schema_violation: 'The file does not follow its schema.',
  bad_check: 'Check digits or a code list say that the value can’t be right.',
  wrong_count: 'The number of transactions is not the one that is stated.',
  wrong_sum: 'The sum of amounts is not the control sum that is stated.',
  bad_decimals: 'The amount has more decimals than its currency.',
  zero_amount: 'The amount is zero.',
  wrong_currency: 'The currency is not the one that the payment or account is in.',
  date_past: 'The requested date has passed.',
  date_future: 'The requested date has not come yet; this can’t wait.',
  not_together: 'The element stands at two levels of which the message allows one.',
  duplicate_message: 'A message of this number was handled before, and it was another one.',
  duplicate_payment: 'Two payments of the message have one number.',
  duplicate_end_to_end: 'Two transfers of a payment have one end-to-end id.',
  duplicate_uetr: 'Two transfers have one UETR.',
  not_supported: 'The ledger can’t do what the element asks for.',
  bad_characters: 'A text has characters that can’t be carried, or that SEPA does not have.',
  unstructured_address: 'An address has lines alone, without town and country.',
  unknown_account: 'The account is none that this institution knows.',
} as const;

export type FindingCode = keyof typeof findingMeaning;

/**
 * How far a finding reaches: an invalid file is rejected whole, as it can't be trusted to say what it means; a
 * rejection is of the part that the path names.
 */
export type Severity = 'invalid' | 'rejected';

export interface Finding extends Place {
  readonly code: FindingCode;
  /** The code of the external list that an answer gives. */
  readonly reason: ReasonCode;
  readonly severity: Severity;
  /** Such as `/Document/CstmrCdtTrfInitn/PmtInf[1]/CdtTrfTxInf[3]/Amt/InstdAmt`. */
  readonly path: string;
  readonly message: string;
}

/** A command shows, and a reader collects, no more than this. */
export const findingsMax = 100;
