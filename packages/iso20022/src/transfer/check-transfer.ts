/** The rules for one transfer that no schema has. */
import { hasOtherCharacters } from '../checks/characters.ts';
import { decimalsOf, decimalUnits } from '../checks/decimal.ts';
import { currencyDecimals } from '../code-sets/currency.ts';
import type { ReasonCode } from '../code-sets/reason-code.ts';
import type { FindingCode } from '../read/finding.ts';
import type { Places } from '../read/places.ts';
import type { Amount } from '../schema/type.ts';
import type { Place } from '../xml/place.ts';
import { type Instruction, isPlain, notProvided } from './instruction.ts';
import type { TransferRules } from './transfer-rules.ts';

export interface Checks {
  /** Rejects the part that the path names. */
  readonly reject: (
    code: FindingCode,
    reason: ReasonCode,
    at: Place & { readonly path: string },
    message: string,
  ) => void;
}

/** What has to be unique in a message. */
export interface Seen {
  readonly endToEndIds: Set<string>;
  readonly uetrs: Set<string>;
}

export const nothingSeen = (): Seen => ({ endToEndIds: new Set(), uetrs: new Set() });

const below = (at: Place & { readonly path: string }, path: string) => ({
  path: `${at.path}/${path}`,
  line: at.line,
  column: at.column,
});

/** Checks an amount by its currency. */
export function checkAmount(
  { Ccy, value }: Amount,
  at: Place & { readonly path: string },
  { reject }: Checks,
): void {
  const decimals = currencyDecimals(Ccy);
  if (decimals === undefined) {
    reject('bad_check', 'AM03', at, `${Ccy} is no currency of ISO 4217`);
  } else if (decimalsOf(value) > decimals) {
    reject(
      'bad_decimals',
      'CH20',
      at,
      `${value} ${Ccy}: amounts of ${Ccy} have ${decimals} decimals`,
    );
  }
  if (decimalUnits(value) === 0n) reject('zero_amount', 'AM01', at, 'the amount is zero');
}

/** Checks how a transfer is called, and that it is called so once. */
export function checkIds(
  { path, endToEndId, uetr }: Instruction,
  placeOf: (name: 'EndToEndId' | 'UETR') => Place,
  seen: Seen,
  { reject }: Checks,
): void {
  const at = { path: `${path}/PmtId/EndToEndId`, ...placeOf('EndToEndId') };
  if (!isPlain(endToEndId)) {
    reject('bad_characters', 'RR10', at, 'an end-to-end id is printable ASCII on the ledger');
  }
  if (endToEndId !== notProvided) {
    if (seen.endToEndIds.has(endToEndId)) {
      reject('duplicate_end_to_end', 'DU04', at, `the end-to-end id ${endToEndId} came before`);
    }
    seen.endToEndIds.add(endToEndId);
  }
  if (uetr === null) return;
  if (seen.uetrs.has(uetr)) {
    const uetrAt = { path: `${path}/PmtId/UETR`, ...placeOf('UETR') };
    reject('duplicate_uetr', 'DU03', uetrAt, `the UETR ${uetr} came before`);
  }
  seen.uetrs.add(uetr);
}

/** Checks that payer and payee are named, and that the amount is in the currency of their accounts. */
export function checkAccounts(
  { path, line, column, from, to, amount }: Instruction,
  currencies: readonly (string | undefined)[],
  amountAt: Place & { readonly path: string },
  { reject }: Checks,
): void {
  const at = { path, line, column };
  if (from === null) reject('unknown_account', 'AC02', at, 'no account of the payer is named');
  if (to === null) reject('unknown_account', 'AC03', at, 'no account of the payee is named');
  const other = currencies.find((one) => one !== undefined && one !== amount.Ccy);
  if (other === undefined) return;
  const message = `an account is in ${other}, the amount in ${amount.Ccy}`;
  reject('wrong_currency', 'AM11', amountAt, message);
}

/** Checks that an element stands at one of two levels. */
export function checkLevels(
  upper: object,
  lower: object,
  names: readonly string[],
  at: Place & { readonly path: string },
  { reject }: Checks,
): void {
  for (const name of names) {
    if (!(name in upper && name in lower)) continue;
    const message = `${name} stands here and at the level above; the message allows one of them`;
    reject('not_together', 'CH07', below(at, name), message);
  }
}

/** Checks when it must be done. */
export function checkDate(
  date: string | undefined,
  at: Place & { readonly path: string },
  { today }: TransferRules,
  { reject }: Checks,
): void {
  const day = date?.slice(0, 10);
  if (day === undefined) return;
  if (day < today) reject('date_past', 'DT01', at, `${day} has passed`);
  if (day > today) {
    reject(
      'date_future',
      'CH03',
      at,
      `${day} has not come yet, and nothing waits here: send it then`,
    );
  }
}

/** Checks a number and a sum that a message states; either may be left out. */
export function checkTotals(
  stated: { readonly NbOfTxs?: string | undefined; readonly CtrlSum?: string | undefined },
  { count, sum }: { readonly count: number; readonly sum: string },
  at: (name: 'NbOfTxs' | 'CtrlSum') => Place & { readonly path: string },
  { reject }: Checks,
): void {
  const { NbOfTxs, CtrlSum } = stated;
  if (NbOfTxs !== undefined && BigInt(NbOfTxs) !== BigInt(count)) {
    reject(
      'wrong_count',
      'AM18',
      at('NbOfTxs'),
      `${NbOfTxs} transfers are stated, and ${count} are there`,
    );
  }
  if (CtrlSum !== undefined && decimalUnits(CtrlSum) !== decimalUnits(sum)) {
    reject(
      'wrong_sum',
      'AM10',
      at('CtrlSum'),
      `the stated sum is ${CtrlSum}, that of the amounts ${sum}`,
    );
  }
}

/** Texts outside SEPA's characters, if they must be refused. */
export function checkCharacters(
  value: object,
  path: string,
  { characters = 'any' }: TransferRules,
  checks: Checks & { readonly places: Places },
): void {
  if (characters !== 'refuse') return;
  for (const [name, member] of Object.entries(value)) {
    const inside = `${path}/${name}`;
    const parts: readonly unknown[] = Array.isArray(member) ? member : [member];
    for (const part of parts) {
      if (typeof part === 'string' && hasOtherCharacters(part)) {
        const message = `${name} has characters that SEPA does not have`;
        const at = { path: inside, ...checks.places.of(value, name) };
        checks.reject('bad_characters', 'RR10', at, message);
      } else if (typeof part === 'object' && part !== null) {
        checkCharacters(part, inside, { today: '', characters }, checks);
      }
    }
  }
}

interface Address {
  readonly AdrLine?: readonly string[] | undefined;
  readonly TwnNm?: string | undefined;
  readonly Ctry?: string | undefined;
}

/** Addresses as lines alone, which clearing systems stop taking in November 2026: rejected if that is asked for. */
export function checkAddress(
  address: Address | undefined,
  reason: 'BE04' | 'BE07',
  at: Place & { readonly path: string },
  { addresses = 'any' }: TransferRules,
  { reject }: Checks,
): void {
  const { AdrLine = [], TwnNm, Ctry } = address ?? {};
  if (addresses === 'any' || AdrLine.length === 0) return;
  if (TwnNm !== undefined && Ctry !== undefined) return;
  reject('unstructured_address', reason, at, 'an address has lines, but no town and country');
}
