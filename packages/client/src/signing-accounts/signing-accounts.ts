/**
 * Accounts that sign: from a phrase, from a key in PEM, and from a signer that is elsewhere. A face of its own, as the
 * list of words is large.
 */
export { generatePhrase, type Phrase, type PhraseKey, parsePhrase } from '@trellis/crypto/phrase';
export { pemToAccount } from './pem-account.ts';
export { type PhraseAccountOptions, phraseToAccount } from './phrase-account.ts';
export { type SignatureRequest, type Signer, signerToAccount } from './signer-account.ts';
export { type SigningAccount, toSigningAccount } from './signing-account.ts';
