/** Which scheme a public key is of: no two schemes have public keys of the same length. */
import { type SchemeName, schemeNames, schemes } from '@trellis/crypto';

/** The scheme, or `undefined` for a length that no scheme has. */
export function schemeOfPublicKey({ length }: Uint8Array): SchemeName | undefined {
  return schemeNames.find((name) => schemes[name].publicKeyBytes === length);
}
