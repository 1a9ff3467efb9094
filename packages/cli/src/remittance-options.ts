/** What a payment is for, as options of commands and as `name=value` parts of `trellis tx build`. */
import {
  creditorReference,
  decodeJson,
  noRemittance,
  type Remittance,
  remittanceCodec,
} from '@trellis/protocol';
import { type Command, Option } from 'commander';
import { UsageError } from './command-error.ts';

export type RemittanceOptions = Partial<Record<keyof Remittance, string>>;

/** Adds them to a command that pays, or asks to be paid. */
export function addRemittanceOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--reference <text>',
        'creditor reference (ISO 11649), or a number of your own that one is made of',
      ),
    )
    .option('--invoice <text>', 'number of the invoice')
    .option('--end-to-end-id <text>', 'identifier that the payee sees unchanged')
    .option('--purpose <code>', 'purpose code of ISO 20022, such as SALA or SUPP');
}

/** The remittance that was given; `null` when nothing was. Throws `UsageError` `bad_remittance`. */
export function readRemittance(options: RemittanceOptions): Remittance | null {
  const { endToEndId, reference, invoice, purpose } = options;
  if ([endToEndId, reference, invoice, purpose].every((one) => one === undefined)) return null;
  const decoded = decodeJson(remittanceCodec, {
    endToEndId: endToEndId ?? null,
    reference: reference === undefined ? null : electronicForm(reference),
    invoice: invoice ?? null,
    purpose: purpose ?? null,
  });
  if (decoded.ok) return decoded.value;
  const { path, message } = decoded.problem;
  throw new UsageError('bad_remittance', `${path}: ${message}`);
}

/** People write references in groups of four; a number without check digits gets them. */
function electronicForm(text: string): string {
  const compact = text.replaceAll(' ', '').toUpperCase();
  return compact.startsWith('RF') ? compact : (creditorReference(compact) ?? text);
}

/** Reads `reference=RF…` and the like. Throws `UsageError`. */
export function readRemittanceParts(parts: readonly string[]): Remittance | null {
  const given = parts.map((part) => {
    const [, name = '', value = ''] = /^([A-Za-z]+)=(.*)$/.exec(part) ?? [];
    if (Object.hasOwn(noRemittance, name)) return [name, value] as const;
    const names = Object.keys(noRemittance).join(', ');
    throw new UsageError('bad_remittance', `"${part}" is not name=value with one of ${names}`);
  });
  return readRemittance(Object.fromEntries(given));
}
