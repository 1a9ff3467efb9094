/** Opening the keys in a home folder. */
import { createProvider, decryptKeyFile, type SchemeName, type SigningKey } from '@trellis/crypto';
import { readKeyFile } from '@trellis/crypto/key-file';
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
