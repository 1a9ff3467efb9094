/** Opening the keys in a home folder. */
import { createProvider, decryptKeyFile, type SchemeName, type SigningKey } from '@trellis/crypto';
import { readKeyFile } from '@trellis/crypto/key-file';
import type { OpeningKey } from '@trellis/crypto/sealing';
import { findKey, keyPaths } from '@trellis/testnet/named-keys';
import type { Globals } from './globals.ts';
import { existingPassword, type PasswordOptions } from './password.ts';

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

/** Opens the key that reads what was sealed for the account of a key. */
export async function openOpeningKey(
  home: string,
  name: string,
  options: PasswordOptions,
): Promise<OpeningKey> {
  const { seed } = await openSeed(home, name, options);
  try {
    // Loaded when it is needed, as it would slow every command down.
    const { openingKeyOf } = await import('@trellis/crypto/sealing');
    return await openingKeyOf(seed);
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
