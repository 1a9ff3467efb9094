/**
 * Aliases: what people and banks call an account by. Each belongs to one account at a time, which a directory confirmed, and no
 * name can be had that looks like another account's.
 */
import {
  type Address,
  concatBytes,
  formatAddress,
  type Hash,
  hash,
  parseAddress,
} from '@trellis/crypto';
import { type AliasName, aliasNameForm, isAliasName, nameSkeleton } from './alias-name.ts';
import { encode, type ValueOf } from './codec.ts';
import { addressCodec, hashCodec, text, uint32 } from './codec-basic.ts';
import { container, list, optional, union } from './codec-composite.ts';
import { limits } from './limits.ts';
import { mod97 } from './mod97.ts';
import { heightCodec } from './scalars.ts';
import { utf8Bytes } from './utf8.ts';

declare const bicBrand: unique symbol;
declare const leiBrand: unique symbol;

/** A business identifier code (ISO 9362): 8 characters, or 11 with a branch; that of the head office is left out. */
export type Bic = string & { readonly [bicBrand]: true };

/** A legal entity identifier (ISO 17442): 18 letters and digits, and two check digits. */
export type Lei = string & { readonly [leiBrand]: true };

/** The branch code of a head office, which says no more than none. */
const headOffice = 'X'.repeat(3);

/** Whether `value` is a BIC in its normal form. */
function isBic(value: string): value is Bic {
  return (
    /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/.test(value) && value.slice(8) !== headOffice
  );
}

/** Whether `value` is an LEI with the right check digits. */
function isLei(value: string): value is Lei {
  return /^[A-Z0-9]{18}[0-9]{2}$/.test(value) && mod97(value) === 1;
}

/**
 * Whether `value` is an IBAN (ISO 13616) in its electronic form with the right check digits. Lengths by country are not looked
 * at: the directory knows its accounts.
 */
export function isIban(value: string): boolean {
  return (
    /^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$/.test(value) &&
    mod97(value.slice(4) + value.slice(0, 4)) === 1
  );
}

export const aliasCodec = union({
  name: [
    1,
    container({
      name: text<AliasName>(limits.aliasNameBytesMax, `a name: ${aliasNameForm}`, isAliasName),
    }),
  ],
  bic: [
    2,
    container({
      bic: text(11, 'a BIC (ISO 9362) in capitals, without the branch of a head office', isBic),
    }),
  ],
  lei: [3, container({ lei: text(20, 'an LEI (ISO 17442) with the right check digits', isLei) })],
  /** Nobody reads an IBAN from the chain who lacks the directory's key. */
  iban: [
    4,
    container({
      directory: addressCodec,
      /** Which of the directory's keys; it takes another when one has become known. */
      keyNumber: uint32,
      /** HMAC-SHA-256 of the IBAN in its electronic form. */
      mac: hashCodec,
    }),
  ],
});

export type Alias = ValueOf<typeof aliasCodec>;

const holdingFields = {
  alias: aliasCodec,
  account: addressCodec,
  /** Who confirmed it. */
  directory: addressCodec,
  since: heightCodec,
};

/** Under `alias/`: whose it is, and whose it was, the newest last. */
export const aliasRecordCodec = container({
  current: optional(container(holdingFields)),
  past: list(container({ ...holdingFields, until: heightCodec }), limits.aliasHistoryMax),
});

/** Under `aliases/`: what an account is called now, in the order in which it was confirmed. */
export const aliasesRecordCodec = container({ aliases: list(aliasCodec, limits.aliasesMax) });

export type AliasRecord = ValueOf<typeof aliasRecordCodec>;
export type AliasesRecord = ValueOf<typeof aliasesRecordCodec>;

/** Where the state keeps an alias. Confusable names share a place, so that only one of them can be had. */
export function aliasId(alias: Alias): Hash {
  if (alias.type !== 'name') return hash('alias', encode(aliasCodec, alias));
  const skeleton = utf8Bytes(nameSkeleton(alias.name));
  return hash('alias', concatBytes(Uint8Array.of(1), skeleton));
}

/** Whether two are written alike; confusable ones are not. */
export function isSameAlias(a: Alias, b: Alias): boolean {
  return aliasText(a) === aliasText(b);
}

/** As people write it: `@alice`, `bic:DEUTDEFF`, `lei:…`, `iban:DIRECTORY:KEY-NUMBER:MAC`. */
export function aliasText(alias: Alias): string {
  switch (alias.type) {
    case 'name':
      return `@${alias.name}`;
    case 'bic':
      return `bic:${alias.bic}`;
    case 'lei':
      return `lei:${alias.lei}`;
    case 'iban':
      return `iban:${formatAddress(alias.directory)}:${alias.keyNumber}:${alias.mac}`;
  }
}

/**
 * The alias that a text means; `undefined` for none. Capitals and decomposed letters of a name become their normal form: what
 * the runtime makes of them is checked by the table of names.
 */
export function parseAlias(written: string): Alias | undefined {
  if (written.startsWith('@')) {
    const name = written.slice(1).toLowerCase().normalize('NFC');
    return isAliasName(name) ? { type: 'name', name } : undefined;
  }
  const [scheme, value = '', ...rest] = written.split(':');
  switch (scheme?.toLowerCase()) {
    case 'bic': {
      const given = value.toUpperCase();
      const bic = given.length === 11 && given.endsWith(headOffice) ? given.slice(0, 8) : given;
      return isBic(bic) && rest.length === 0 ? { type: 'bic', bic } : undefined;
    }
    case 'lei': {
      const lei = value.toUpperCase();
      return isLei(lei) && rest.length === 0 ? { type: 'lei', lei } : undefined;
    }
    case 'iban':
      return parseIbanAlias(value, rest);
    default:
      return undefined;
  }
}

function parseIbanAlias(
  directoryText: string,
  [numberText = '', mac = '', ...rest]: readonly string[],
): Alias | undefined {
  const directory = parseAddress(directoryText);
  if (directory === undefined || rest.length > 0) return undefined;
  if (!/^(0|[1-9][0-9]{0,8})$/.test(numberText) || !/^[0-9a-f]{64}$/.test(mac)) return undefined;
  return { type: 'iban', directory, keyNumber: Number(numberText), mac: mac as Hash };
}

/** The alias of an account at an IBAN in its electronic form, given what HMAC-SHA-256 makes of it under the directory's key. */
export function ibanAlias(
  key: { readonly directory: Address; readonly keyNumber: number },
  mac: Hash,
): Alias {
  return { type: 'iban', directory: key.directory, keyNumber: key.keyNumber, mac };
}
