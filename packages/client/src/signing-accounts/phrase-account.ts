/** Accounts from the words of a phrase. */
import { createProvider, defaultProviderName, type SignatureProvider } from '@trellis/crypto';
import { type PhraseKey, parsePhrase, phraseSeed } from '@trellis/crypto/phrase';
import { type SigningAccount, toSigningAccount } from './signing-account.ts';

/** Which account of a phrase; all has a default. */
export interface PhraseAccountOptions extends Partial<PhraseKey> {
  /** Who computes signatures; the faster of those that work here. */
  readonly provider?: SignatureProvider;
}

/**
 * The account of a phrase, ML-DSA-65 and the first one unless something else is asked for. Another word, scheme, index or
 * passphrase gives another account: show its address before it is used. Throws `CryptoError` `empty_phrase`,
 * `key_not_phrase` or `bad_phrase`.
 *
 * @example
 * const account = await phraseToAccount(generatePhrase());
 * const hybrid = await phraseToAccount(words, { scheme: 'ed25519+ml-dsa-65', index: 1 });
 */
export async function phraseToAccount(
  phrase: string,
  { provider, scheme = 'ml-dsa-65', ...options }: PhraseAccountOptions = {},
): Promise<SigningAccount> {
  const seed = await phraseSeed(parsePhrase(phrase), { scheme, ...options });
  try {
    const { openKey } = provider ?? createProvider(defaultProviderName);
    return toSigningAccount(openKey(scheme, seed));
  } finally {
    seed.fill(0);
  }
}
