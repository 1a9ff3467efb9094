/**
 * Keys of phrases, computed by other code than the ledger's own: BIP-39 and RFC 5869 written with `node:crypto`, so that
 * what is pinned in `phrases.json` is what the documents describe.
 */
import { hkdfSync, pbkdf2Sync } from 'node:crypto';
import { accountOf } from '@trellis/client';
import { createProvider, formatAddress, type SchemeName, schemes, toHex } from '@trellis/crypto';

export interface PhraseVector {
  readonly phrase: string;
  readonly passphrase: string;
  readonly scheme: SchemeName;
  readonly index: number;
  readonly seed: string;
  readonly account: string;
}

/** Phrases of BIP-39's own vectors. */
const twelve = `${'abandon '.repeat(11)}about`;
const twentyFour = `${'zoo '.repeat(23)}vote`;

const cases: readonly Omit<PhraseVector, 'seed' | 'account'>[] = [
  { phrase: twelve, passphrase: '', scheme: 'ml-dsa-65', index: 0 },
  { phrase: twelve, passphrase: '', scheme: 'ml-dsa-65', index: 1 },
  { phrase: twelve, passphrase: '', scheme: 'ml-dsa-44', index: 0 },
  { phrase: twelve, passphrase: '', scheme: 'ml-dsa-87', index: 0 },
  { phrase: twelve, passphrase: '', scheme: 'ed25519', index: 0 },
  { phrase: twelve, passphrase: '', scheme: 'ed25519+ml-dsa-65', index: 0 },
  { phrase: twentyFour, passphrase: 'TREZOR', scheme: 'ml-dsa-65', index: 0 },
  { phrase: twentyFour, passphrase: 'Café ﬁ', scheme: 'ed25519+ml-dsa-65', index: 2 ** 31 - 1 },
];

/** BIP-39, "From mnemonic to seed". */
export const bip39Seed = (phrase: string, passphrase: string): Buffer =>
  pbkdf2Sync(
    phrase.normalize('NFKD'),
    `mnemonic${passphrase.normalize('NFKD')}`,
    2_048,
    64,
    'sha512',
  );

export function phraseVectors(): readonly PhraseVector[] {
  const { openKey } = createProvider('native');
  return cases.map((one) => {
    const { phrase, passphrase, scheme, index } = one;
    const info = `trellis/v1/account-key/${scheme}/${index}`;
    const { seedBytes } = schemes[scheme];
    const seed = new Uint8Array(
      hkdfSync('sha512', bip39Seed(phrase, passphrase), 'trellis/v1/phrase', info, seedBytes),
    );
    return { ...one, seed: toHex(seed), account: formatAddress(accountOf(openKey(scheme, seed))) };
  });
}
