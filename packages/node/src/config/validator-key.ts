/** Opening a validator's encrypted key with the password from its file. */
import { decryptKeyFile, type SignatureProvider, type SigningKey } from '@trellis/crypto';
import { readKeyFile } from '@trellis/crypto/key-file';
import { readConfiguredFile } from './configured-file.ts';

/** Throws `ConfigError` or `CryptoError`; neither ever says what the password is. */
export async function openValidatorKey(
  files: { readonly keyFile: string; readonly passwordFile: string },
  provider: SignatureProvider,
): Promise<SigningKey> {
  const text = await readKeyFile(files.keyFile);
  const password = (await readConfiguredFile(files.passwordFile, 'password file'))
    .toString('utf8')
    .replace(/\r?\n$/, '');
  const { scheme, seed } = await decryptKeyFile(text, password);
  try {
    return provider.openKey(scheme, seed);
  } finally {
    seed.fill(0);
  }
}
