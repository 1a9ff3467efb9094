/** A key that signs, together with the account that it alone signs for. */
import { type Address, formatAddress, type SigningKey } from '@trellis/crypto';
import { accountOf } from '../sign.ts';

/**
 * Whoever signs. Everything that takes a `key` takes it. Show `addressText` before anything is paid to it or signed by
 * it: a word, an index or a file that was mistaken gives another account, not an error.
 */
export interface SigningAccount extends SigningKey {
  readonly address: Address;
  /** The address as people see it: `trellis1…`. */
  readonly addressText: string;
}

/** The account that a key alone signs for, together with the key. */
export function toSigningAccount(key: SigningKey): SigningAccount {
  const { scheme, publicKey, sign } = key;
  const address = accountOf(key);
  return { scheme, publicKey, sign, address, addressText: formatAddress(address) };
}
