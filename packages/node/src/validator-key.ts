/** Opening a validator's encrypted key with the password from its file. */
import { readFile } from 'node:fs/promises';
import { ConfigError } from '@trellis/api';
import { decryptKeyFile, type SignatureProvider, type SigningKey } from '@trellis/crypto';
import { readKeyFile } from '@trellis/crypto/key-file';

/** Throws `ConfigError` or `CryptoError`; neither ever says what the password is. */
export async function openValidatorKey(
  files: { readonly keyFile: string; readonly passwordFile: string },
  provider: SignatureProvider,
): Promise<SigningKey> {
  const text = await readKeyFile(files.keyFile);
  let password: string;
  try {
    password = (await readFile(files.passwordFile, 'utf8')).replace(/\r?\n$/, '');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ConfigError(
      'config_unreadable',
      `the password file ${files.passwordFile} cannot be read (${code})`,
      { cause: error },
    );
  }
  const { scheme, seed } = await decryptKeyFile(text, password);
  try {
    return provider.openKey(scheme, seed);
  } finally {
    seed.fill(0);
  }
}
