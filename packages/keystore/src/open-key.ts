/** The secrets of named keys, decrypted. */
import { readFile } from 'node:fs/promises';
import {
  decryptKeyFile,
  type SchemeName,
  type SignatureProvider,
  type SigningKey,
} from '@trellis/crypto';
import { readKeyFile } from '@trellis/crypto/key-file';
import { findKey, keyPaths, NamedKeyError } from './named-keys.ts';

/** What a key is made from; whoever has it clears `seed` when done. */
export interface KeySecret {
  readonly scheme: SchemeName;
  readonly seed: Uint8Array;
}

/**
 * The secret of a key, given its password or what asks for it, which happens after the key was found. Throws
 * `NamedKeyError` or `CryptoError`.
 */
export async function openSecret(
  home: string,
  name: string,
  password: string | (() => Promise<string>),
): Promise<KeySecret> {
  const { away } = await findKey(home, name);
  if (away !== null) {
    const { host, port } = away.at;
    throw new NamedKeyError(
      'key_away',
      `the key "${name}" is with the signer at ${host}:${port}, which signs payments with it; its secret is not here`,
    );
  }
  const known = typeof password === 'string' ? password : await password();
  return decryptKeyFile(await readKeyFile(keyPaths(home, name).key), known);
}

/** The secret of a test key, whose password is in a file beside it. */
export async function openTestSecret(home: string, name: string): Promise<KeySecret> {
  const password = await readFile(keyPaths(home, name).password, 'utf8');
  return openSecret(home, name, password.trimEnd());
}

/** Opens a test key for signing. */
export async function openTestKey(
  home: string,
  name: string,
  provider: SignatureProvider,
): Promise<SigningKey> {
  return openWith(provider, await openTestSecret(home, name));
}

/** Makes the key that signs from its secret, which is cleared. */
export function openWith(provider: SignatureProvider, { scheme, seed }: KeySecret): SigningKey {
  try {
    return provider.openKey(scheme, seed);
  } finally {
    seed.fill(0);
  }
}
