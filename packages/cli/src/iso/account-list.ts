/** Whose account is DE89…? A list of the operator's says which account of the ledger stands behind an id in a file. */
import { type Address, parseAddress } from '@trellis/crypto';
import type { AccountName } from '@trellis/iso20022';
import { NamedKeyError } from '@trellis/keystore';
import { CsvError, parse } from 'csv-parse/sync';
import { type AccountNames, resolveAccount } from '../account-names.ts';
import { UsageError } from '../command-error.ts';
import { readGivenFile } from '../given-file.ts';

/** By IBAN, or other id. */
export type AccountList = ReadonlyMap<string, Address>;

/** Reads CSV with the columns `id` and `account`; the latter is an address, the name of a key, or an alias. Throws `UsageError`. */
export async function readAccountList(
  names: AccountNames,
  path: string | undefined,
): Promise<AccountList> {
  const list = new Map<string, Address>();
  if (path === undefined) return list;
  for (const [index, { id = '', account = '' }] of rowsOf(
    await readGivenFile(path),
    path,
  ).entries()) {
    const where = `${path}, line ${index + 2}`;
    const key = id.replaceAll(' ', '');
    if (key === '' || account === '') {
      throw new UsageError('bad_account_list', `${where}: "id" and "account" have to be there`);
    }
    if (list.has(key)) throw new UsageError('bad_account_list', `${where}: ${key} is there twice`);
    list.set(key, await accountOf(names, account, where));
  }
  return list;
}

function rowsOf(text: string, path: string): readonly Readonly<Record<string, string>>[] {
  try {
    return parse(text, { bom: true, columns: true, skip_empty_lines: true, trim: true });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new UsageError('bad_account_list', `${path} is not CSV: ${error.message}`);
  }
}

async function accountOf(names: AccountNames, text: string, where: string): Promise<Address> {
  try {
    return await resolveAccount(names, text);
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof NamedKeyError)) throw error;
    throw new UsageError('bad_account_list', `${where}: ${error.message}`);
  }
}

/** The account of the ledger that a file names; `undefined` when nobody says which. */
export async function findAccount(
  home: string,
  list: AccountList,
  name: AccountName,
): Promise<Address | undefined> {
  if (name.type === 'iban') return list.get(name.iban);
  const { ledgerScheme } = await import('@trellis/iso20022');
  if (name.scheme !== ledgerScheme) return list.get(name.id);
  // The id is what the address begins with, or the name of a key.
  const address = name.name === null ? undefined : parseAddress(name.name);
  if (address !== undefined && name.name?.startsWith(name.id)) return address;
  // Files of others name no aliases: those stand in the operator's list.
  const named = await resolveAccount({ home, light: null }, name.id).catch((error: unknown) => {
    if (error instanceof NamedKeyError || error instanceof UsageError) return undefined;
    throw error;
  });
  return address === undefined || address === named ? named : undefined;
}
