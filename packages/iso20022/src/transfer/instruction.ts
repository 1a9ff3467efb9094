/** One transfer of a message, in the words of the ledger. */
import { isCreditorReference, type Remittance, type SealedDocument } from '@trellis/protocol';
import { transliterate } from '../checks/characters.ts';
import type { account } from '../schema/account.ts';
import type { remittanceInformation } from '../schema/remittance-information.ts';
import type { Amount, ValueOf } from '../schema/type.ts';
import type { Place } from '../xml/place.ts';
import type { TransferRules } from './transfer-rules.ts';

/** An account as a file names it. */
export type AccountName =
  | { readonly type: 'iban'; readonly iban: string }
  | {
      readonly type: 'other';
      readonly id: string;
      /** The scheme that the id is of. */
      readonly scheme: string | null;
      /** The account's name, which holds the address of an account of the ledger. */
      readonly name: string | null;
    };

export interface Instruction extends Place {
  readonly path: string;
  /** Which of the message's payments it is part of, from 0 on; in messages without, 0. */
  readonly payment: number;
  readonly instructionId: string | null;
  readonly endToEndId: string;
  readonly transactionId: string | null;
  readonly uetr: string | null;
  readonly from: AccountName | null;
  readonly to: AccountName | null;
  readonly amount: Amount;
  /** What of it goes with the payment, for all to see. */
  readonly remittance: Remittance;
  /** All that the payee's institution needs of it; `null` if it can't be written, or was not asked for. */
  readonly document: SealedDocument | null;
  /** What was written with other characters than the file has, in words; the answer tells it. */
  readonly changes: readonly string[];
}

/** What an account's element says; `null` if there is none, or no id in it. */
export function accountName(read: ValueOf<typeof account> | undefined): AccountName | null {
  const id = read?.Id;
  if (id === undefined) return null;
  if (id.IBAN !== undefined) return { type: 'iban', iban: id.IBAN };
  const { Id, SchmeNm } = id.Othr;
  const scheme = SchmeNm?.Cd ?? SchmeNm?.Prtry ?? null;
  return { type: 'other', id: Id, scheme, name: read?.Nm ?? null };
}

/** What banks write where a payer gave no id. */
export const notProvided = 'NOTPROVIDED';

/** Printable ASCII without spaces at its ends, as the ledger's remittance is. */
export const isPlain = (text: string): boolean =>
  /^[\x21-\x7e]([\x20-\x7e]{0,33}[\x21-\x7e])?$/.test(text);

/** What a payment says of its purpose on the ledger. */
export function remittanceOf(
  endToEndId: string,
  purpose: string | undefined,
  information: ValueOf<typeof remittanceInformation> | undefined,
  { characters = 'any' }: TransferRules,
): Pick<Instruction, 'remittance' | 'changes'> {
  const structured = information?.Strd ?? [];
  const references = structured.flatMap(({ CdtrRefInf }) => CdtrRefInf?.Ref ?? []);
  const [first] = structured.flatMap(({ RfrdDocInf = [] }) =>
    RfrdDocInf.flatMap(({ Nb }) => Nb ?? []),
  );
  const written =
    first !== undefined && characters === 'transliterate' ? transliterate(first) : first;
  const invoice = written !== undefined && isPlain(written) ? written : null;
  const remittance = {
    endToEndId: endToEndId === notProvided || !isPlain(endToEndId) ? null : endToEndId,
    reference: references.find(isCreditorReference) ?? null,
    invoice,
    purpose: purpose !== undefined && /^[A-Z]{4}$/.test(purpose) ? purpose : null,
  };
  const isChanged = invoice !== null && invoice !== first;
  return {
    remittance,
    changes: isChanged ? [`the document number is written as ${invoice}`] : [],
  };
}
