/** Accounts from private keys as other software keeps them. */
import {
  createProvider,
  defaultProviderName,
  importPrivatePem,
  type SignatureProvider,
} from '@trellis/crypto';
import { type SigningAccount, toSigningAccount } from './signing-account.ts';

/**
 * The account of a private key in PEM (PKCS#8, with the seed, such as `trellis keys export --private --unencrypted` and
 * OpenSSL 3.5 write it). Throws `CryptoError` `malformed_key` or `unsupported_key`, also for one that is encrypted:
 * `importEncryptedPem` of `@trellis/crypto/encrypted-pem` reads those in Node.
 *
 * @example const account = pemToAccount(await readFile('shop.pem', 'utf8'));
 */
export function pemToAccount(
  pem: string,
  { openKey }: Pick<SignatureProvider, 'openKey'> = createProvider(defaultProviderName),
): SigningAccount {
  const { scheme, seed } = importPrivatePem(pem);
  try {
    return toSigningAccount(openKey(scheme, seed));
  } finally {
    seed.fill(0);
  }
}
