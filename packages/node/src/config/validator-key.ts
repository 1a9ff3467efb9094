/** Opening a validator's encrypted key with the password from its file. */
import {
  CryptoError,
  decryptKeyFile,
  type SignatureProvider,
  type SigningKey,
} from '@trellis/crypto';
import { withPath } from '@trellis/crypto/files';
import { readKeyFile } from '@trellis/crypto/key-file';
import { readConfiguredFile } from './configured-file.ts';

interface ValidatorKeyFiles {
  readonly keyFile: string;
  readonly passwordFile: string;
}

/** Throws `ConfigError` or `CryptoError`; neither ever says what the password is. */
export async function openValidatorKey(
  files: ValidatorKeyFiles,
  provider: SignatureProvider,
): Promise<SigningKey> {
  const text = await readKeyFile(files.keyFile);
  const password = (await readConfiguredFile(files.passwordFile, 'password file'))
    .toString('utf8')
    .replace(/\r?\n$/, '');
  const opened = decryptKeyFile(text, password).catch((error: unknown) => {
    throw isWrong(error) ? wrongPassword(files) : error;
  });
  const { scheme, seed } = await withPath(files.keyFile, opened);
  try {
    return provider.openKey(scheme, seed);
  } finally {
    seed.fill(0);
  }
}

function isWrong(error: unknown): boolean {
  return error instanceof CryptoError && error.code === 'wrong_password';
}

function wrongPassword({ keyFile, passwordFile }: ValidatorKeyFiles): CryptoError {
  return new CryptoError(
    'wrong_password',
    `the password in ${passwordFile} is wrong for the key file ${keyFile}: put back the one that belongs to it`,
  );
}
