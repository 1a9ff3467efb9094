/**
 * What a payment is for, in fields that a payee's books can be matched by. The lengths are those of ISO
 * 20022 (`pain.001`), the creditor reference is ISO 11649, so that banks' files and this ledger agree.
 */

import type { Codec, ValueOf } from './codec.ts';
import { foreignText, text } from './codec-basic.ts';
import { container, optional } from './codec-composite.ts';
import { visibleText } from './foreign-text.ts';
import { limits } from './limits.ts';
import { mod97 } from './mod97.ts';

declare const creditorReferenceBrand: unique symbol;

/** An ISO 11649 reference such as `RF18539007547034`: letters and digits with two check digits. */
export type CreditorReference = string & { readonly [creditorReferenceBrand]: true };

/** Whether `value` is a creditor reference in its electronic form, with the right check digits. */
export function isCreditorReference(value: string): value is CreditorReference {
  return (
    /^RF[0-9]{2}[0-9A-Z]{1,21}$/.test(value) && mod97(value.slice(4) + value.slice(0, 4)) === 1
  );
}

/**
 * The creditor reference for a number of one's own, such as that of an invoice; `undefined` for what is
 * not 1 to 21 letters and digits.
 *
 * @example creditorReference('539007547034') // 'RF18539007547034'
 */
export function creditorReference(own: string): CreditorReference | undefined {
  const body = own.toUpperCase();
  const check = String(98 - mod97(`${body}RF00`)).padStart(2, '0');
  const reference = `RF${check}${body}`;
  return isCreditorReference(reference) ? reference : undefined;
}

const creditorReferenceCodec: Codec<CreditorReference> = text(
  limits.creditorReferenceBytesMax,
  'a creditor reference (ISO 11649) such as RF18539007547034, with the right check digits',
  isCreditorReference,
);

/** Printable ASCII without spaces at its ends: what every bank's system keeps as it is. */
const identifierCodec = foreignText(
  limits.remittanceIdBytesMax,
  `1 to ${limits.remittanceIdBytesMax} printable ASCII characters, no space first or last`,
  (value) => /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(value),
);

const purposeCodec = text(
  4,
  'a purpose code of ISO 20022: four capital letters, such as SALA',
  (value): value is string => /^[A-Z]{4}$/.test(value),
);

/** All of it is public and final; `null` leaves a part out. */
export const remittanceCodec = container({
  /** Given by the payer, and passed on unchanged to the payee. */
  endToEndId: optional(identifierCodec),
  /** Given by the payee, on the invoice. */
  reference: optional(creditorReferenceCodec),
  /** Number of the invoice, or of whatever document is paid. */
  invoice: optional(identifierCodec),
  /** Why money moves: a code of ISO 20022's external list of purposes. */
  purpose: optional(purposeCodec),
});

export type Remittance = ValueOf<typeof remittanceCodec>;

/** A remittance that says nothing. */
export const noRemittance: Remittance = {
  endToEndId: null,
  reference: null,
  invoice: null,
  purpose: null,
};

/** `invoice 2026-7, reference RF18 5390 0754 7034`; nothing for an empty one. */
export function describeRemittance({
  endToEndId,
  reference,
  invoice,
  purpose,
}: Remittance): string {
  return [
    ...(invoice === null ? [] : [`invoice ${visibleText(invoice)}`]),
    // Printed in groups of four (ISO 11649).
    ...(reference === null ? [] : [`reference ${reference.match(/.{1,4}/g)?.join(' ')}`]),
    ...(endToEndId === null ? [] : [`end-to-end id ${visibleText(endToEndId)}`]),
    ...(purpose === null ? [] : [`purpose ${purpose}`]),
  ].join(', ');
}
