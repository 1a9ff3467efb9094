/** OAuth 2.0 at the HTTP API: what goes over it in the forms of its RFCs. */
import { open } from '../answer.ts';
import type { Json, ValueOf } from '../codec.ts';
import { tag, text } from '../codec-basic.ts';
import { container, list } from '../codec-composite.ts';
import { inHeader, textOf } from './parameter.ts';

const plain = (max: number) =>
  text(max, 'text', (value): value is string => value.isWellFormed() && value.length > 0);

/** The header by which a caller proves that it has a key (RFC 9449 §4.1). */
export const dpopInHeader = inHeader(textOf(plain(8_192)), undefined, {
  description: 'A proof of the key that the token or the credential is bound to (RFC 9449)',
  example: 'eyJ0eXAiOiJkcG9wK2p3dCJ9.e30.AAAA',
});

/** `POST /oauth/token` (RFC 6749 §5.1) */
export type TokenResponse = {
  readonly access_token: string;
  /** `DPoP`: bound to a key. */
  readonly token_type: 'Bearer' | 'DPoP';
  /** Seconds. */
  readonly expires_in: number;
  /** Scopes with spaces between. */
  readonly scope: string;
  /** Of a consent. */
  readonly refresh_token?: string;
  readonly authorization_details?: readonly Json[];
};

/** `GET /oauth/jwks.json`: AKP keys (draft-ietf-cose-dilithium) of tokens that are still valid. */
export const jwksResponseCodec = container({
  keys: list(
    container({
      kty: open(tag({ AKP: 0 })),
      alg: open(tag({ 'ML-DSA-65': 0 })),
      use: open(tag({ sig: 0 })),
      kid: plain(64),
      pub: plain(4_096),
    }),
    16,
  ),
});
export type JwksResponse = ValueOf<typeof jwksResponseCodec>;
