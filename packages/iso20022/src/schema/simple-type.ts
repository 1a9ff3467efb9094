/** The forms of text, with the facets that the published schemas give them, and the checks that no schema makes. */
import type { ReasonCode } from '../code-sets/reason-code.ts';

/** What is wrong with a text, in words and as an external code. */
export interface TextProblem {
  readonly reason: ReasonCode;
  readonly message: string;
}

export interface SimpleType {
  /** `space` around it is no part of numbers, dates and booleans. */
  readonly base: 'string' | 'decimal' | 'date' | 'dateTime' | 'time' | 'boolean';
  readonly lengthMax?: number;
  readonly pattern?: string;
  readonly values?: readonly string[];
  readonly totalDigits?: number;
  readonly fractionDigits?: number;
  /** Not below zero. */
  readonly positive?: true;
  /** Beyond the form: check digits, code lists. */
  readonly check?: (text: string) => TextProblem | undefined;
}

const patterns = new Map<string, RegExp>();

function matches(pattern: string, text: string): boolean {
  let compiled = patterns.get(pattern);
  if (compiled === undefined) {
    compiled = new RegExp(`^(?:${pattern})$`, 'u');
    patterns.set(pattern, compiled);
  }
  return compiled.test(text);
}

/** XML Schema 1.0: no exponent, no year zero; a zone is optional. */
const zone = '(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])?';
const day = '[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])';
const clock = '(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]+)?|24:00:00(?:\\.0+)?)';
const forms: Readonly<Record<Exclude<SimpleType['base'], 'string'>, string>> = {
  decimal: '[+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)',
  date: `${day}${zone}`,
  dateTime: `${day}T${clock}${zone}`,
  time: `${clock}${zone}`,
  boolean: 'true|false|1|0',
};

/** How messages say what was expected. */
const formNames: Readonly<Record<Exclude<SimpleType['base'], 'string'>, string>> = {
  decimal: 'a decimal number',
  date: 'a date (YYYY-MM-DD)',
  dateTime: 'a date and time (YYYY-MM-DDThh:mm:ss)',
  time: 'a time (hh:mm:ss)',
  boolean: 'true or false',
};

/** What is wrong with the form of a text; its check is made elsewhere. */
export function formProblem(type: SimpleType, text: string): string | undefined {
  const { base, lengthMax, pattern, values } = type;
  if (base !== 'string') {
    if (!matches(forms[base], text)) return `is not ${formNames[base]}`;
    if (base === 'decimal') return decimalProblem(type, text);
    return base === 'boolean' ? undefined : dateProblem(text);
  }
  if (values !== undefined) {
    return values.includes(text) ? undefined : `is not one of ${values.join(', ')}`;
  }
  if (pattern !== undefined && !matches(pattern, text)) return `has not the form ${pattern}`;
  if (lengthMax === undefined) return undefined;
  if (text === '') return 'is empty';
  // XML Schema counts characters, not the units that JavaScript counts.
  const length = text.length > lengthMax ? [...text].length : text.length;
  return length > lengthMax
    ? `has ${length} characters, and at most ${lengthMax} are allowed`
    : undefined;
}

function decimalProblem(
  { totalDigits, fractionDigits, positive }: SimpleType,
  text: string,
): string | undefined {
  if (positive === true && /^-.*[1-9]/.test(text)) return 'is below zero';
  const [, whole = '', fraction = ''] = /^[+-]?0*([0-9]*)\.?([0-9]*?)0*$/.exec(text) ?? [];
  const isWhole = !text.includes('.');
  const digits = isWhole ? text.replace(/^[+-]?0*/, '') : whole + fraction;
  if (fractionDigits !== undefined && !isWhole && fraction.length > fractionDigits) {
    return `has ${fraction.length} decimals, and at most ${fractionDigits} are allowed`;
  }
  if (totalDigits !== undefined && digits.length > totalDigits) {
    return `has ${digits.length} digits, and at most ${totalDigits} are allowed`;
  }
  return undefined;
}

function dateProblem(text: string): string | undefined {
  const [, year = '', month = '', date = ''] = /^(\d{4})-(\d\d)-(\d\d)/.exec(text) ?? [];
  if (year === '') return undefined;
  if (year === '0000') return 'is in the year 0000, which is none';
  const last = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return Number(date) > last ? `is no day: this month has ${last}` : undefined;
}
