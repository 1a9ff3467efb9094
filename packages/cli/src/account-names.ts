/** Accounts as users name them: by the name of a key of theirs, by address, or by an alias that a directory confirmed. */
import type { LightClient } from '@trellis/client';
import {
  type Address,
  addressProblem,
  formatAddress,
  isMeantAsAddress,
  parseAddress,
} from '@trellis/crypto';
import { findKey, listKeys } from '@trellis/keystore';
import type { Alias } from '@trellis/protocol';
import { Option } from 'commander';
import { findHolder, holderText, isMeantAsAlias, readAlias } from './alias-text.ts';
import { UsageError } from './command-error.ts';
import { warn } from './terminal.ts';

/** By what accounts are found. */
export interface AccountNames {
  /** The folder with the keys. */
  readonly home: string;
  /** Reads the directory of the chain; `null` for commands that ask no node. */
  readonly light: (() => Promise<LightClient>) | null;
}

/**
 * An account by its address, by the name of the key that it belongs to, or by its alias; of an alias, whose it is and who
 * confirmed it is told on standard error. Throws `UsageError`, and what reading the chain throws.
 */
export async function resolveAccount(
  { home, light }: AccountNames,
  text: string,
): Promise<Address> {
  const known = await resolveKnown(home, text);
  if (typeof known === 'string') return known;
  if (light === null) {
    throw new UsageError('bad_alias', `no node is asked here; write the address of ${text}`);
  }
  const holder = await findHolder(await light(), known);
  warn(holderText(holder));
  return holder.account;
}

/**
 * As much of an account as is known without the chain: an alias stays one. None of the three passes for another: an alias
 * begins with `@` or `bic:`, `lei:`, `iban:`, an address with `trellis1`, and no key can be called so. Throws `UsageError`
 * or `NamedKeyError`.
 */
export async function resolveKnown(home: string, text: string): Promise<Address | Alias> {
  if (isMeantAsAlias(text)) return readAlias(text);
  if (!isMeantAsAddress(text)) return (await findKey(home, text)).account;
  const address = parseAddress(text);
  if (address !== undefined) return address;
  throw new UsageError(
    'bad_address',
    `${text.slice(0, 100)} is not an address: ${addressProblem(text)}`,
  );
}

/** An address and, as a field of its own, the name of the key here that it belongs to. */
export async function accountJson(
  home: string,
  address: Address,
): Promise<{ readonly address: string; readonly label: string | null }> {
  const label = (await accountLabels(home)).get(address) ?? null;
  return { address: formatAddress(address), label };
}

/** The names of the accounts that keys here belong to. */
export async function accountLabels(home: string): Promise<ReadonlyMap<Address, string>> {
  const { keys } = await listKeys(home);
  return new Map(keys.map(({ account, name }) => [account, name]));
}

/** An address, and the name of the key it belongs to if there is one. */
export async function describeAccount(home: string, address: Address): Promise<string> {
  const { keys } = await listKeys(home);
  const name = keys.find((key) => key.account === address)?.name;
  const text = formatAddress(address);
  return name === undefined ? text : `${text} (${name})`;
}

export interface SignerOptions {
  readonly key?: string;
}

/** `--key`: for accounts that are not named by the key that signs. */
export const signerOption = (): Option =>
  new Option(
    '--key <name>',
    'key that signs, if it is not that of the account itself (for accounts with several keys)',
  );

/** The account that a command acts for, and the name of the key that signs. */
export interface Signer {
  readonly account: Address;
  readonly keyName: string;
}

/** Who acts when the user names this account. Throws `UsageError`. */
export async function resolveSigner(
  names: AccountNames,
  text: string,
  { key }: SignerOptions,
): Promise<Signer> {
  const { home } = names;
  const account = await resolveAccount(names, text);
  if (key !== undefined) return { account, keyName: (await findKey(home, key)).name };
  if (!isMeantAsAddress(text) && !isMeantAsAlias(text)) return { account, keyName: text };
  const own = (await listKeys(home)).keys.find((key) => key.account === account);
  if (own !== undefined) return { account, keyName: own.name };
  throw new UsageError(
    'no_key',
    `no key here is that of ${text} alone; name the one that signs for the account with --key`,
  );
}
