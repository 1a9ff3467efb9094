/** Whose an alias is: read with its proof, and resolved to an account together with who vouches for it. */
import { type Address, hmacSha256 } from '@trellis/crypto';
import {
  type Alias,
  type AliasRecord,
  type Height,
  ibanAlias,
  isIban,
  isSameAlias,
} from '@trellis/protocol';
import { endpoints } from '@trellis/protocol/http-api';
import { BuildError } from './errors.ts';
import { givenObject, givenText } from './given.ts';
import type { LightClient } from './light-client.ts';
import { type Proven, readEntries } from './read-entries.ts';
import { getRoles } from './read-state.ts';

/**
 * The record of an alias, or of the names that look like it; `null`: none of them ever was anybody's.
 *
 * @example
 * const { value } = await getAlias(light, alias); // null: nobody has it
 */
export async function getAlias(
  light: LightClient,
  alias: Alias,
): Promise<Proven<AliasRecord | null>> {
  const { records, asOf } = await readEntries(light, endpoints.getAlias, { alias });
  return { ...asOf, value: records.entry };
}

/**
 * All that an account is called.
 *
 * @example
 * const { value, header } = await getAccountAliases(light, from); // proven, as of header.height
 */
export async function getAccountAliases(
  light: LightClient,
  address: Address,
): Promise<Proven<readonly Alias[]>> {
  const { records, asOf } = await readEntries(light, endpoints.getAccountAliases, { address });
  return { ...asOf, value: records.entry?.aliases ?? [] };
}

/** Whose an alias is, and who says so. */
export interface AliasHolder {
  readonly alias: Alias;
  readonly account: Address;
  readonly directory: Address;
  readonly since: Height;
  /** Whether who confirmed it still has the role. */
  readonly isDirectory: boolean;
}

/** What a text leads to: its holder, nobody, or a name that it could be taken for. */
export type AliasResolution =
  | ({ readonly type: 'held' } & AliasHolder)
  | { readonly type: 'free' }
  /** Nobody has it, and nobody else can get it: a name that looks like it is somebody's. */
  | { readonly type: 'confusable'; readonly with: Alias };

/**
 * Whose an alias is now, proven. Show the account and who confirmed it to whoever pays.
 *
 * @example const found = await resolveAlias(light, alias);
 */
export async function resolveAlias(
  light: LightClient,
  alias: Alias,
): Promise<Proven<AliasResolution>> {
  const { value, ...asOf } = await getAlias(light, alias);
  const current = value?.current ?? null;
  if (current === null) return { ...asOf, value: { type: 'free' } };
  if (!isSameAlias(current.alias, alias)) {
    return { ...asOf, value: { type: 'confusable', with: current.alias } };
  }
  const { value: roles } = await getRoles(light, current.directory);
  const isDirectory = roles.includes('directory');
  return { ...asOf, value: { type: 'held', ...current, isDirectory } };
}

/** A directory's key for IBANs: whoever has it can try out which IBANs are on the chain. */
export interface IbanKey {
  readonly directory: Address;
  readonly keyNumber: number;
  readonly key: Uint8Array;
}

/**
 * The alias of an IBAN, spaces and small letters allowed; `undefined` if its check digits are wrong.
 *
 * @example
 * const key = { directory: from, keyNumber: 1, key: new Uint8Array(32) };
 * const alias = aliasOfIban(key, 'DE89 3704 0044 0532 0130 00');
 */
export function aliasOfIban(key: IbanKey, written: string): Alias | undefined {
  if (!(givenObject(key, 'a directory’s key').key instanceof Uint8Array)) {
    throw new BuildError('bad_argument', 'expected "key" as bytes');
  }
  const iban = givenText(written, 'an IBAN').replaceAll(' ', '').toUpperCase();
  if (!isIban(iban)) return undefined;
  return ibanAlias(key, hmacSha256(key.key, iban));
}
