/** Addresses: the full 32 bytes of a hash, written in bech32m (BIP 350) with the prefix `trellis`. */

import { bech32m } from '@scure/base';
import { bech32mReader } from './bech32m.ts';
import { fromHex } from './byte-text.ts';
import { type Hash, hash } from './hash.ts';
import { type SchemeName, schemes } from './scheme.ts';

declare const addressBrand: unique symbol;

/** An account's or a key's address: 64 lowercase hex digits inside, bech32m at the edges. */
export type Address = Hash & { readonly [addressBrand]: true };

/** Prefix of an address in text form. */
export const addressPrefix = 'trellis';

/** The address of a public key: SHA-256(domain ‖ scheme id ‖ public key). */
export function keyAddress(scheme: SchemeName, publicKey: Uint8Array): Address {
  return hash('keyAddress', Uint8Array.of(schemes[scheme].id), publicKey) as Address;
}

/** The text form users see: `trellis1…`, 66 characters, any four wrong ones detected. */
export function formatAddress(address: Address): string {
  return bech32m.encodeFromBytes(addressPrefix, fromHex(address));
}

/** Whether a text is meant as an address, well-formed or not. */
export function isMeantAsAddress(text: string): boolean {
  return text.startsWith(`${addressPrefix}1`);
}

const readText = bech32mReader(addressPrefix);

/** Reads the text form; `undefined` when it is not a well-formed address of this ledger. */
export function parseAddress(text: string): Address | undefined {
  return readText(text) as Address | undefined;
}
