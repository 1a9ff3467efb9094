/** Opening the keys in a home folder, with passwords as the options of a command say. */
import { createProvider, type SigningKey } from '@trellis/crypto';
import type { OpeningKey } from '@trellis/crypto/sealing';
import { findKey, keyPaths, openSecret, openWith } from '@trellis/keystore';
import type { Globals } from './globals.ts';
import { existingPassword, type PasswordOptions } from './password.ts';

/** Opens a key for signing; one that a signer of payments has signs there. */
export async function openKey(
  { home, provider }: Globals,
  name: string,
  options: PasswordOptions,
): Promise<SigningKey> {
  const { away } = await findKey(home, name);
  if (away !== null) {
    const { awayKey } = await import('./away-key.ts');
    return awayKey(keyPaths(home, name).away, away);
  }
  return openWith(createProvider(provider), await openSeed(home, name, options));
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
export function openSeed(home: string, name: string, options: PasswordOptions) {
  return openSecret(home, name, () =>
    existingPassword(name, options, keyPaths(home, name).password),
  );
}
