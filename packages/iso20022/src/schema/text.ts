/** The simple types that messages are made of, each with its form and the check that no schema makes. */
import { isCreditorReference } from '@trellis/protocol';
import { isCountry } from '../checks/country.ts';
import { ibanProblem } from '../checks/iban.ts';
import { isLei } from '../checks/lei.ts';
import { currencyDecimals } from '../code-sets/currency.ts';
import { isCategoryPurpose, isPurpose } from '../code-sets/purpose.ts';
import type { ReasonCode } from '../code-sets/reason-code.ts';
import type { SimpleType, TextProblem } from './simple-type.ts';
import { type AmountType, choice, one, type TextType } from './type.ts';

const of = <T extends string | boolean = string>(simple: SimpleType): TextType<T> => ({
  kind: 'text',
  simple,
});

type Check = (text: string) => TextProblem | undefined;

const unless =
  (holds: (text: string) => boolean, reason: ReasonCode, what: string): Check =>
  (text) =>
    holds(text) ? undefined : { reason, message: `${text} is ${what}` };

/** Up to so many characters, and at least one. */
export const text = (lengthMax: number) => of({ base: 'string', lengthMax });

/** One of a few codes. */
export const code = (...values: readonly string[]) => of({ base: 'string', values });

/** A code of an external list, which changes more often than the messages. */
export const externalCode = (lengthMax = 4, check?: Check) =>
  of({ base: 'string', lengthMax, ...(check && { check }) });

export const pattern = (form: string, check?: Check) =>
  of({ base: 'string', pattern: form, ...(check && { check }) });

export const boolean = of<boolean>({ base: 'boolean' });
export const date = of({ base: 'date' });
export const dateTime = of({ base: 'dateTime' });
export const decimal = of({ base: 'decimal', totalDigits: 18, fractionDigits: 17 });
export const wholeNumber = of({ base: 'decimal', totalDigits: 18, fractionDigits: 0 });

/** An amount that is part of others, and has their currency. */
export const plainAmount = of({
  base: 'decimal',
  totalDigits: 18,
  fractionDigits: 17,
  positive: true,
});

/** An amount with its currency. */
export const amount: AmountType = {
  kind: 'amount',
  simple: { base: 'decimal', totalDigits: 18, fractionDigits: 5, positive: true },
};

export const count = pattern('[0-9]{1,15}');
export const country = pattern('[A-Z]{2,2}', unless(isCountry, 'BE09', 'no country of ISO 3166'));
export const currency = pattern(
  '[A-Z]{3,3}',
  unless((one) => currencyDecimals(one) !== undefined, 'AM03', 'no currency of ISO 4217'),
);
export const iban = pattern('[A-Z]{2,2}[0-9]{2,2}[a-zA-Z0-9]{1,30}', (one) => {
  const message = ibanProblem(one);
  return message === undefined ? undefined : { reason: 'AC01', message };
});
export const lei = pattern(
  '[A-Z0-9]{18,18}[0-9]{2,2}',
  unless(isLei, 'BE15', 'no LEI: its check digits are wrong'),
);
export const uetr = pattern('[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[89ab][a-f0-9]{3}-[a-f0-9]{12}');
export const purpose = externalCode(
  4,
  unless(isPurpose, 'FF07', 'not in the external list of purposes'),
);
export const categoryPurpose = externalCode(
  4,
  unless(isCategoryPurpose, 'FF06', 'not in the external list of category purposes'),
);

/** Whatever begins with RF is meant as an ISO 11649 reference. */
export const reference = of({
  base: 'string',
  lengthMax: 35,
  check: (one) =>
    !/^RF[0-9]{2}/.test(one) || isCreditorReference(one)
      ? undefined
      : { reason: 'CH16', message: `${one} is no creditor reference: its check digits are wrong` },
});

const bicCountry = unless(
  (one) => isCountry(one.slice(4, 6)),
  'RC01',
  'no BIC: it names no country',
);
/** As it was before ISO 9362:2014 let the first four characters be digits. */
export const bic2009 = pattern('[A-Z]{6,6}[A-Z2-9][A-NP-Z0-9]([A-Z0-9]{3,3}){0,1}', bicCountry);
export const bic = pattern('[A-Z0-9]{4,4}[A-Z]{2,2}[A-Z0-9]{2,2}([A-Z0-9]{3,3}){0,1}', bicCountry);

/** A date, or a date with a time. */
export const dateOrDateTime = choice({ Dt: one(date), DtTm: one(dateTime) });
