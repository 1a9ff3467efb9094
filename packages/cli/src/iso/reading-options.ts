/** How strictly commands read a bank's file. */
import type { TransferRules } from '@trellis/iso20022';
import { type Command, InvalidArgumentError, Option } from 'commander';

export interface ReadingOptions {
  readonly variants?: boolean;
  readonly characters: 'any' | 'refuse' | 'transliterate';
  readonly structuredAddresses?: boolean;
  readonly day?: string;
  readonly seal?: 'never' | 'possible' | 'required';
}

/** Adds them. */
export function addReadingOptions(command: Command): Command {
  return command
    .option('--variants', 'read a national variant of a message as the message it was made of')
    .addOption(
      new Option('--characters <rule>', 'texts outside SEPA’s characters')
        .choices(['any', 'refuse', 'transliterate'])
        .default('any'),
    )
    .option('--structured-addresses', 'refuse addresses that are lines alone')
    .option('--day <date>', 'business day, such as 2026-11-30 (default: today, here)', readDay);
}

/** Of the options, with the business day. */
export function rulesOf({
  characters,
  structuredAddresses,
  day,
  seal = 'never',
}: ReadingOptions): TransferRules {
  return {
    documents: seal !== 'never',
    today: day ?? localDay(new Date()),
    characters,
    addresses: structuredAddresses === true ? 'structured' : 'any',
  };
}

/** The date where the clock of this machine is. */
function localDay(now: Date): string {
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

function readDay(text: string): string {
  const isDay = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text) && !Number.isNaN(Date.parse(text));
  if (isDay && new Date(text).toISOString().startsWith(text)) return text;
  throw new InvalidArgumentError('expected a date, such as 2026-11-30.');
}
