/** What was typed into a form, read strictly; what is wrong is said at its field. */
import { getAsset, ProvenAbsent, parseAmount, resolveAlias } from '@trellis/client';
import {
  type Address,
  addressProblem,
  formatAddress,
  type Hash,
  isHash,
  parseAddress,
} from '@trellis/crypto';
import { type AssetCode, aliasText, isAssetCode, parseAlias } from '@trellis/protocol';
import type { Session } from '../page/session.ts';

/** What is wrong with a field. */
export class FieldProblem extends Error {
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}

/** Reads the fields of one form. All throw `FieldProblem`. */
export interface Values {
  text(field: string): string;
  /** An address, or an alias with the proof whose it is. */
  account(field: string): Promise<Address>;
  asset(field: string): AssetCode;
  /** In smallest units; how many decimals there are is proven. */
  amount(field: string, asset: AssetCode): Promise<bigint>;
  whole(field: string, least: number, most: number): number;
  hash(field: string): Hash;
  /** Milliseconds since 1970, a whole second. */
  moment(field: string): bigint;
}

export function readValues(session: Session, texts: Readonly<Record<string, string>>): Values {
  const text = (field: string): string => (texts[field] ?? '').trim();
  return {
    text,
    account: (field) => readAccountField(session, field, text(field)),
    asset(field) {
      const value = text(field).toUpperCase();
      if (isAssetCode(value)) return value;
      throw new FieldProblem(field, 'expected the code of an asset, such as EUR');
    },
    amount: (field, asset) => readAmountField(session, { field, text: text(field), asset }),
    whole(field, least, most) {
      const value = /^[0-9]{1,9}$/.test(text(field)) ? Number(text(field)) : Number.NaN;
      if (value >= least && value <= most) return value;
      throw new FieldProblem(field, `expected a number from ${least} to ${most}`);
    },
    hash(field) {
      const value = text(field).toLowerCase();
      if (isHash(value)) return value;
      throw new FieldProblem(field, 'expected 64 hexadecimal digits');
    },
    moment(field) {
      const time = Date.parse(text(field));
      if (Number.isNaN(time)) throw new FieldProblem(field, 'expected a time');
      if (time <= Date.now()) throw new FieldProblem(field, 'this time has passed');
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
  if (alias === undefined) {
    const why = addressProblem(written) ?? 'expected an address (trellis1…) or an alias (@name)';
    throw new FieldProblem(field, why);
  }
  const { value: found } = await resolveAlias(session.light, alias);
  switch (found.type) {
    case 'free':
      throw new FieldProblem(field, `nobody is called ${aliasText(alias)}: this is proven`);
    case 'confusable': {
      const other = aliasText(found.with);
      throw new FieldProblem(
        field,
        `nobody is called that; ${other} looks like it, and is another`,
      );
    }
    case 'held':
      if (found.isDirectory) return found.account;
      throw new FieldProblem(
        field,
        `${aliasText(alias)} was confirmed by ${formatAddress(found.directory)}, which is no directory any more`,
      );
  }
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
        throw new FieldProblem('asset', `there is no asset ${asset}`);
      throw error;
    },
  );
  const amount = parseAmount(text, decimals);
  if (amount !== undefined && amount > 0n) return amount;
  throw new FieldProblem(
    field,
    decimals === 0
      ? 'expected a whole number above zero'
      : `expected an amount above zero, such as 12.50, with at most ${decimals} decimals`,
  );
}
