/** The encrypted keys in a home folder, by name. */
import { access, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Address,
  createProvider,
  decryptKeyFile,
  encryptKeyFile,
  formatAddress,
  generateSeed,
  type KeyFileHeader,
  parseAddress,
  readKeyFileHeader,
  type SchemeName,
  type SigningKey,
} from '@trellis/crypto';
import { readKeyFile, writeKeyFile } from '@trellis/crypto/key-file';
import { UsageError } from './command-error.ts';
import type { Globals } from './globals.ts';
import { existingPassword, type PasswordOptions } from './password.ts';

export interface NamedKey extends KeyFileHeader {
  readonly name: string;
}

function keysFolder(home: string): string {
  return join(home, 'keys');
}

/** Where a key is, and where a testnet key has its password. */
export function keyPaths(home: string, name: string): { key: string; password: string } {
  if (!/^[a-z0-9][a-z0-9_-]{0,31}$/.test(name)) {
    throw new UsageError(
      'bad_key_name',
      `"${name}" can't be the name of a key: use 1 to 32 of a-z, 0-9, - and _`,
    );
  }
  const path = join(keysFolder(home), name);
  return { key: `${path}.json`, password: `${path}.password` };
}

/** All keys, by name. What can't be read is left out. */
export async function listKeys(home: string): Promise<NamedKey[]> {
  const files = await readdir(keysFolder(home)).catch(() => []);
  const names = files.filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -5));
  const keys = await Promise.all(names.sort().map((name) => findKey(home, name).catch(() => null)));
  return keys.filter((key) => key !== null);
}

/** What a key's file says in the open. Throws `UsageError` `unknown_key_name`. */
export async function findKey(home: string, name: string): Promise<NamedKey> {
  const { key } = keyPaths(home, name);
  if (!(await exists(key))) {
    throw new UsageError(
      'unknown_key_name',
      `there is no key "${name}" in ${keysFolder(home)}; "trellis keys list" shows those there are`,
    );
  }
  return { name, ...readKeyFileHeader(await readKeyFile(key)) };
}

/** Opens a key for signing. */
export async function openKey(
  { home, provider }: Globals,
  name: string,
  options: PasswordOptions,
): Promise<SigningKey> {
  const { scheme, seed } = await openSeed(home, name, options);
  try {
    return createProvider(provider).openKey(scheme, seed);
  } finally {
    seed.fill(0);
  }
}

/** The secret of a key; the caller clears it. */
export async function openSeed(
  home: string,
  name: string,
  options: PasswordOptions,
): Promise<{ readonly scheme: SchemeName; readonly seed: Uint8Array }> {
  await findKey(home, name);
  const paths = keyPaths(home, name);
  const password = await existingPassword(name, options, paths.password);
  return decryptKeyFile(await readKeyFile(paths.key), password);
}

/** Encrypts a secret into a new key file. Never overwrites one. */
export async function saveKey(
  home: string,
  name: string,
  secret: { readonly scheme: SchemeName; readonly seed: Uint8Array },
  password: string,
): Promise<NamedKey> {
  const { key } = keyPaths(home, name);
  await mkdir(keysFolder(home), { recursive: true, mode: 0o700 });
  const text = await encryptKeyFile({ ...secret, password });
  await writeKeyFile(key, text);
  return { name, ...readKeyFileHeader(text) };
}

/** A key for trying things out, with its password in a file beside it. Kept if it is there already. */
export async function ensureTestKey(
  home: string,
  name: string,
  scheme: SchemeName,
): Promise<{ readonly address: Address; readonly scheme: SchemeName }> {
  const paths = keyPaths(home, name);
  if (await exists(paths.key)) return findKey(home, name);
  const password = generateSeed('ed25519').toBase64({ alphabet: 'base64url', omitPadding: true });
  await mkdir(keysFolder(home), { recursive: true, mode: 0o700 });
  await writeFile(paths.password, `${password}\n`, { mode: 0o600 });
  const seed = generateSeed(scheme);
  try {
    return await saveKey(home, name, { scheme, seed }, password);
  } finally {
    seed.fill(0);
  }
}

/** An account by its address, or by the name of the key that it belongs to. */
export async function resolveAccount(home: string, text: string): Promise<Address> {
  if (text.startsWith('trellis1')) {
    const address = parseAddress(text);
    if (address !== undefined) return address;
    throw new UsageError(
      'bad_address',
      `${text} is not an address: a character is wrong or missing`,
    );
  }
  return (await findKey(home, text)).address;
}

/** A key's name for an address, or the address. */
export async function describeAccount(home: string, address: Address): Promise<string> {
  const key = (await listKeys(home)).find((one) => one.address === address);
  const text = formatAddress(address);
  return key === undefined ? text : `${text} (${key.name})`;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
