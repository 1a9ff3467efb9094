/** A key of a scheme as the keys of its parts: for the formats that know no hybrids. */
import { concatBytes } from './bytes.ts';
import { CryptoError } from './crypto-error.ts';
import type { PrimitiveName } from './primitive.ts';
import { type SchemeName, schemeNames, schemes } from './scheme.ts';

export interface KeyPart {
  readonly part: PrimitiveName;
  readonly bytes: Uint8Array;
}

/** Cuts a seed or public key into its parts. Throws `CryptoError` `malformed_key` for a wrong length. */
export function splitKey(
  scheme: SchemeName,
  bytes: Uint8Array,
  size: 'seedBytes' | 'publicKeyBytes',
): KeyPart[] {
  if (bytes.length !== schemes[scheme][size]) {
    throw new CryptoError('malformed_key', `not ${schemes[scheme][size]} bytes: ${bytes.length}`);
  }
  let offset = 0;
  return schemes[scheme].parts.map((part) => {
    const from = offset;
    offset += schemes[part][size];
    return { part, bytes: bytes.subarray(from, offset) };
  });
}

/** The scheme whose parts these are, in this order. Throws `CryptoError` `unsupported_key`. */
export function joinKey(keys: readonly KeyPart[]): { scheme: SchemeName; bytes: Uint8Array } {
  const names = keys.map(({ part }) => part).join('+');
  const scheme = schemeNames.find((name) => schemes[name].parts.join('+') === names);
  if (scheme !== undefined) return { scheme, bytes: concatBytes(...keys.map((key) => key.bytes)) };
  throw new CryptoError(
    'unsupported_key',
    names === '' ? 'there is no key in it' : `${names} together are no scheme of this ledger`,
  );
}

/** As `joinKey`, for seeds: the parts are cleared. */
export function joinSeed(keys: readonly KeyPart[]): { scheme: SchemeName; seed: Uint8Array } {
  try {
    const { scheme, bytes } = joinKey(keys);
    return { scheme, seed: bytes };
  } finally {
    for (const { bytes } of keys) bytes.fill(0);
  }
}
