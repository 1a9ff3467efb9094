/** What was typed into a form, read strictly; what is wrong is said at its field. */
import {
  type AliasHolder,
  getAsset,
  ProvenAbsent,
  parseAmount,
  resolveAlias,
} from '@trellis/client';
import {
  type Address,
  addressProblem,
  formatAddress,
  type Hash,
  isHash,
  parseAddress,
} from '@trellis/crypto';
import {
  type Alias,
  type AssetCode,
  aliasText,
  isAssetCode,
  limits,
  parseAlias,
} from '@trellis/protocol';
import { t } from '../page/language.ts';
import type { Session } from '../page/session.ts';
import {
  type CountField,
  countProblem,
  type MomentField,
  momentProblem,
  type TextField,
  textProblem,
  type WholeField,
  wholeProblem,
} from './field-limits.ts';

/** What is wrong with a field. */
export class FieldProblem extends Error {
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}

/** Reads the fields of one form, each within the limit that the ledger has for it. All but `has` throw `FieldProblem`. */
export interface Values {
  has(field: string): boolean;
  /** Trimmed; empty when nothing was typed. A reference is without the spaces that people write in it. */
  text(field: TextField): string;
  /** A table, as it was typed or read from a file. */
  table(field: 'file'): string;
  choice<T extends string>(field: string, all: readonly T[]): T;
  /** What is between spaces and ends of lines. */
  words(field: CountField): readonly string[];
  /** `most` where it depends on other fields. */
  whole(field: WholeField, most?: number): number;
  account(field: string): Promise<Address>;
  accounts(field: CountField): Promise<readonly Address[]>;
  alias(field: 'alias'): Alias;
  /** Who is called so, proven. */
  holder(field: 'alias'): Promise<AliasHolder>;
  asset(field: string): AssetCode;
  /** In smallest units; how many decimals there are is proven. */
  amount(field: string, asset: AssetCode): Promise<bigint>;
  hash(field: string): Hash;
  /** Milliseconds since 1970, a whole second. */
  moment(field: MomentField): bigint;
}

export function readValues(session: Session, texts: Readonly<Record<string, string>>): Values {
  const typed = (field: string): string => (texts[field] ?? '').trim();
  const expect = (field: string, problem: string | undefined): void => {
    if (problem !== undefined) throw new FieldProblem(field, problem);
  };
  const words = (field: CountField): readonly string[] => {
    const found = typed(field)
      .split(/\s+/)
      .filter((word) => word !== '');
    expect(field, countProblem(field, found.length));
    return found;
  };
  return {
    has: (field) => typed(field) !== '',
    text(field) {
      // People write references in groups.
      const value = field === 'reference' ? typed(field).replaceAll(/\s/g, '') : typed(field);
      expect(field, textProblem(field, value));
      return value;
    },
    table: typed,
    choice(field, all) {
      const value = all.find((one) => one === typed(field));
      if (value !== undefined) return value;
      throw new FieldProblem(field, t('choose one of {0}', all.join(', ')));
    },
    words,
    whole(field, most) {
      const value = /^[0-9]{1,10}$/.test(typed(field)) ? Number(typed(field)) : Number.NaN;
      expect(field, wholeProblem(field, value, most));
      return value;
    },
    account: (field) => readAccountField(session, field, typed(field)),
    accounts: (field) =>
      Promise.all(words(field).map((word) => readAccountField(session, field, word))),
    alias: (field) => readAliasField(field, typed(field)),
    holder: (field) => readHolder(session, field, readAliasField(field, typed(field))),
    asset(field) {
      const value = typed(field).toUpperCase();
      if (isAssetCode(value)) return value;
      throw new FieldProblem(
        field,
        t(
          'enter the code of an asset, such as EUR: at most {0} characters',
          limits.assetCodeBytesMax,
        ),
      );
    },
    amount: (field, asset) => readAmountField(session, { field, text: typed(field), asset }),
    hash(field) {
      const value = typed(field).toLowerCase();
      if (isHash(value)) return value;
      throw new FieldProblem(field, t('enter 64 hexadecimal digits'));
    },
    moment(field) {
      const time = Date.parse(typed(field));
      expect(field, momentProblem(field, time, Date.now()));
      return BigInt(Math.floor(time / 1_000)) * 1_000n;
    },
  };
}

/** An address, or an alias with its proof. Throws `FieldProblem`. */
async function readAccountField(session: Session, field: string, text: string): Promise<Address> {
  const written = text.replaceAll(/\s/g, '');
  const address = parseAddress(written);
  if (address !== undefined) return address;
  const alias = parseAlias(text);
  if (alias === undefined) throw new FieldProblem(field, whyNoAccount(written));
  const found = await readHolder(session, field, alias);
  if (found.isDirectory) return found.account;
  throw new FieldProblem(
    field,
    t(
      '{0} was confirmed by {1}, which is no directory any more',
      aliasText(alias),
      formatAddress(found.directory),
    ),
  );
}

function readAliasField(field: string, text: string): Alias {
  const alias = parseAlias(text);
  if (alias !== undefined) return alias;
  throw new FieldProblem(
    field,
    text.startsWith('@')
      ? t('this is no alias: @ and a name of at most {0} letters', limits.aliasNameMax)
      : t('enter @ and a name, bic: and a BIC, or lei: and an LEI'),
  );
}

/** Throws `FieldProblem` when nobody is called so. */
async function readHolder(session: Session, field: string, alias: Alias): Promise<AliasHolder> {
  const { value: found } = await resolveAlias(session.light, alias);
  const called = aliasText(alias);
  switch (found.type) {
    case 'free':
      throw new FieldProblem(field, t('nobody is called {0}: this is proven', called));
    case 'confusable': {
      const other = aliasText(found.with);
      throw new FieldProblem(
        field,
        t('nobody is called that; {0} looks like it, and is another', other),
      );
    }
    case 'held':
      return found;
  }
}

function whyNoAccount(written: string): string {
  // What the list of accounts shows as “Key” looks much like an address.
  if (/^[a-z0-9-]+\/trellis1/.test(written)) {
    return t('this is a key, not an account: take the text after “Account”');
  }
  if (written.startsWith('@')) {
    return t('this is no alias: @ and a name of at most {0} letters', limits.aliasNameMax);
  }
  const why = written.startsWith('trellis1') ? addressProblem(written) : undefined;
  return why ?? t('enter an address (trellis1…) or an alias (@name)');
}

async function readAmountField(
  { light }: Session,
  {
    field,
    text,
    asset,
  }: { readonly field: string; readonly text: string; readonly asset: AssetCode },
): Promise<bigint> {
  const decimals = await getAsset(light, asset).then(
    ({ value }) => value.decimals,
    (error: unknown) => {
      if (error instanceof ProvenAbsent)
        throw new FieldProblem('asset', t('there is no asset {0}', asset));
      throw error;
    },
  );
  const amount = parseAmount(text, decimals);
  if (amount !== undefined && amount > 0n) return amount;
  throw new FieldProblem(
    field,
    decimals === 0
      ? t('enter a whole number above zero')
      : t(
          'enter an amount above zero, such as 12.50: a point, no spaces, at most {0} decimals',
          decimals,
        ),
  );
}
