/** Browsers have no OpenSSL: `native` can't be chosen there. */
import { CryptoError } from './crypto-error.ts';
import type { Primitives } from './primitive.ts';

function unavailable(): never {
  throw new CryptoError(
    'provider_unavailable',
    'the provider "native" needs Node; choose "portable" in a browser',
  );
}

export const nativePrimitives: Primitives = { openKey: unavailable, verify: unavailable };
