/** OAuth 2.0 at the HTTP API: what goes over it in the forms of its RFCs. */
import { open } from '../answer.ts';
import type { ValueOf } from '../codec.ts';
import { tag, text, uint32 } from '../codec-basic.ts';
import { container, list } from '../codec-composite.ts';

const plain = (max: number) =>
  text(max, 'text', (value): value is string => value.isWellFormed() && value.length > 0);

/** `POST /oauth/token` (RFC 6749 §5.1) */
export const tokenResponseCodec = container({
  access_token: plain(8_192),
  token_type: open(tag({ Bearer: 0 })),
  /** Seconds. */
  expires_in: uint32,
  /** Scopes with spaces between. */
  scope: plain(256),
});
export type TokenResponse = ValueOf<typeof tokenResponseCodec>;

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
