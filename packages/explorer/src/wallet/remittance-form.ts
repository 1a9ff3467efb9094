/** What a payment is for, as it is typed into a form or a line of a batch. */
import { creditorReference, decodeJson, type Remittance, remittanceCodec } from '@trellis/protocol';
import { t } from '../page/language.ts';
import { FieldProblem, type Values } from './values.ts';

/** `null` when nothing was said. Throws `FieldProblem`. */
export function readRemittance(values: Values): Remittance | null {
  const remittance = {
    endToEndId: values.text('endToEndId') || null,
    reference: referenceOf(values),
    invoice: values.text('invoice') || null,
    purpose: values.text('purpose') || null,
  };
  if (Object.values(remittance).every((part) => part === null)) return null;
  const decoded = decodeJson(remittanceCodec, remittance);
  if (decoded.ok) return decoded.value;
  const { path, message } = decoded.problem;
  throw new FieldProblem(
    path,
    path === 'reference'
      ? t('this is no creditor reference of ISO 11649: compare its digits')
      : message,
  );
}

/** A number without check digits gets them, as in the command line. */
function referenceOf(values: Values): string | null {
  const written = values.text('reference').toUpperCase();
  if (written === '') return null;
  return written.startsWith('RF') ? written : (creditorReference(written) ?? written);
}
