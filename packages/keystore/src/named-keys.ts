/** The encrypted keys in a home folder, by name. */

import { access, link, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Address,
  CodedError,
  encryptKeyFile,
  generateSeed,
  isMeantAsAddress,
  type KeyFileHeader,
  keyAddress,
  readKeyFileHeader,
  type SchemeName,
  toBase64Url,
} from '@trellis/crypto';
import { makePrivateFolder, replaceFile, syncFolder } from '@trellis/crypto/files';
import { readKeyFile, writeKeyFile } from '@trellis/crypto/key-file';
import { keyAccount } from '@trellis/protocol';
import type { AwayKey } from './away-keys.ts';
import { knownNamesText } from './nearest-name.ts';

export type NamedKeyErrorCode =
  | 'bad_key_name'
  | 'unknown_key'
  | 'key_exists'
  /** The key is with a signer, which signs payments alone; its secret is not here. */
  | 'key_away';

/** What is wrong with the name of a key, and what to do. */
export class NamedKeyError extends CodedError<NamedKeyErrorCode> {}

export interface NamedKey extends KeyFileHeader {
  readonly name: string;
  /** The account that the key alone signs for; `address` is the key's own, for policies. */
  readonly account: Address;
  /** Where it is, if a signer of payments has it. */
  readonly away: AwayKey | null;
}

/** A key file that can't be read, and why. */
export interface BrokenKey {
  readonly name: string;
  readonly problem: string;
}

export function keysFolder(home: string): string {
  return join(home, 'keys');
}

function nameError(name: string): NamedKeyError | undefined {
  if (!/^[a-z0-9][a-z0-9_-]{0,31}$/.test(name)) {
    return new NamedKeyError(
      'bad_key_name',
      `"${name}" can’t be the name of a key: use 1 to 32 of a-z, 0-9, - and _`,
    );
  }
  // Else a payment to an address could be led to this key's account.
  if (isMeantAsAddress(name)) {
    return new NamedKeyError(
      'bad_key_name',
      `"${name}" can’t be the name of a key, as it begins as an address does`,
    );
  }
  return undefined;
}

/**
 * Where a key is, where a testnet key has its password, and the folder of one that a signer of payments has. Throws
 * `NamedKeyError` `bad_key_name`.
 */
export function keyPaths(
  home: string,
  name: string,
): { readonly key: string; readonly password: string; readonly away: string } {
  const wrong = nameError(name);
  if (wrong !== undefined) throw wrong;
  const path = join(keysFolder(home), name);
  return { key: `${path}.json`, password: `${path}.password`, away: `${path}.signer` };
}

/** All keys by name, and those whose file can't be read. */
export async function listKeys(
  home: string,
): Promise<{ readonly keys: readonly NamedKey[]; readonly broken: readonly BrokenKey[] }> {
  const keys: NamedKey[] = [];
  const broken: BrokenKey[] = [];
  for (const name of await keyNames(home)) {
    try {
      keys.push(await findKey(home, name));
    } catch (error) {
      broken.push({ name, problem: (error as Error).message });
    }
  }
  return { keys, broken };
}

async function keyNames(home: string): Promise<readonly string[]> {
  const files = await readdir(keysFolder(home)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const names = files.flatMap((file) => /^(.*)\.(?:json|signer)$/.exec(file)?.[1] ?? []);
  return [...new Set(names)].sort();
}

/** What a key's file says in the open. Throws `NamedKeyError` `unknown_key`, or `CryptoError`. */
export async function findKey(home: string, name: string): Promise<NamedKey> {
  const wrong = nameError(name);
  if (wrong !== undefined) {
    const known = knownNamesText(name, await keyNames(home));
    throw new NamedKeyError(wrong.code, `${wrong.message}; ${known}`);
  }
  const paths = keyPaths(home, name);
  if (await exists(paths.key))
    return namedKey(name, readKeyFileHeader(await readKeyFile(paths.key)));
  if (await exists(paths.away)) {
    // Few keys are away, and every command looks for keys.
    const { readAwayKey } = await import('./away-keys.ts');
    const away = await readAwayKey(paths.away);
    const { scheme, publicKey } = away;
    const header = { scheme, publicKey, address: keyAddress(scheme, publicKey) };
    return { ...namedKey(name, header), away };
  }
  const [folder, known] = [keysFolder(home), knownNamesText(name, await keyNames(home))];
  throw new NamedKeyError('unknown_key', `there is no key "${name}" in ${folder}; ${known}`);
}

/** Refuses a name that is taken, before anybody is asked for a password. Throws `NamedKeyError`. */
export async function expectFreeName(home: string, name: string): Promise<void> {
  const { key, away } = keyPaths(home, name);
  for (const path of [key, away]) {
    if (await exists(path)) throw nameTaken(path);
  }
}

/** Encrypts a secret into a new key file. Never overwrites one. */
export async function saveKey(
  home: string,
  name: string,
  secret: { readonly scheme: SchemeName; readonly seed: Uint8Array },
  password: string,
  passwordKind: 'chosen' | 'random' = 'chosen',
): Promise<NamedKey> {
  const { key } = keyPaths(home, name);
  await makePrivateFolder(keysFolder(home));
  const text = await encryptKeyFile({ ...secret, password, passwordKind });
  await writeKeyFile(key, text);
  return namedKey(name, readKeyFileHeader(text));
}

/** Keeps the text of a key file under a name, as it is and with its password. Throws `CryptoError` for a damaged one. */
export async function keepKeyFile(home: string, name: string, text: string): Promise<NamedKey> {
  const header = readKeyFileHeader(text);
  const { key } = keyPaths(home, name);
  await makePrivateFolder(keysFolder(home));
  await writeKeyFile(key, text);
  return namedKey(name, header);
}

/** Gives a key another name, which must be free; its password file goes along. Throws `NamedKeyError` or `CryptoError`. */
export async function renameKey(home: string, from: string, to: string): Promise<NamedKey> {
  const { away } = await findKey(home, from);
  const [before, after] = [keyPaths(home, from), keyPaths(home, to)];
  if (away !== null) {
    await expectFreeName(home, to);
    await rename(before.away, after.away);
    await syncFolder(keysFolder(home));
    return findKey(home, to);
  }
  // The key last: until then the old name has all that it needs.
  if (await exists(before.password)) await link(before.password, after.password);
  // A link never replaces what is there, as renaming does.
  await link(before.key, after.key).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EEXIST' ? nameTaken(after.key) : error;
  });
  await rm(before.key);
  await rm(before.password, { force: true });
  await syncFolder(keysFolder(home));
  return findKey(home, to);
}

/** Removes a key and its password file, or the way to a signer that has it. Nothing can bring it back but a copy. Throws `NamedKeyError` or `CryptoError`. */
export async function deleteKey(home: string, name: string): Promise<NamedKey> {
  const key = await findKey(home, name);
  const paths = keyPaths(home, name);
  if (key.away === null) await rm(paths.key);
  await rm(paths.away, { recursive: true, force: true });
  await rm(paths.password, { force: true });
  await syncFolder(keysFolder(home));
  return key;
}

/**
 * Encrypts a key with another password, in place of the old file; the password file beside it, which has the old one, is
 * removed. Says whether there was one.
 */
export async function changePassword(
  home: string,
  name: string,
  secret: { readonly scheme: SchemeName; readonly seed: Uint8Array },
  password: string,
): Promise<boolean> {
  const paths = keyPaths(home, name);
  await replaceFile(paths.key, await encryptKeyFile({ ...secret, password }));
  const hadPassword = await exists(paths.password);
  if (hadPassword) await rm(paths.password);
  return hadPassword;
}

function namedKey(name: string, header: KeyFileHeader): NamedKey {
  return { name, account: keyAccount(header.scheme, header.address), away: null, ...header };
}

function nameTaken(path: string): NamedKeyError {
  return new NamedKeyError('key_exists', `${path} exists already; choose another name`);
}

/** A key for trying things out, with its password in a file beside it. Kept if it is there already. */
export async function ensureTestKey(
  home: string,
  name: string,
  scheme: SchemeName,
): Promise<NamedKey> {
  const paths = keyPaths(home, name);
  if (await exists(paths.key)) return findKey(home, name);
  const password = toBase64Url(generateSeed('ed25519'));
  await makePrivateFolder(keysFolder(home));
  await replaceFile(paths.password, `${password}\n`);
  const seed = generateSeed(scheme);
  try {
    return await saveKey(home, name, { scheme, seed }, password, 'random');
  } finally {
    seed.fill(0);
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
