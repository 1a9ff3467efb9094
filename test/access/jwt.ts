/** JSON Web Tokens made by hand, so that wrong ones can be made as well. */
import { type KeyObject, sign } from 'node:crypto';

type Claims = Readonly<Record<string, unknown>>;

const encoded = (value: Uint8Array | string): string => Buffer.from(value).toString('base64url');

/** A token with this header and these claims, signed by an ML-DSA or an EC key. */
export function makeJwt(header: Claims, claims: Claims, key: KeyObject): string {
  const signed = `${encoded(JSON.stringify(header))}.${encoded(JSON.stringify(claims))}`;
  const isEc = key.asymmetricKeyType === 'ec';
  const signature = isEc
    ? sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' })
    : sign(null, Buffer.from(signed), key);
  return `${signed}.${encoded(signature)}`;
}

/** The parts of a token. */
export function readJwt(token: string) {
  const [header = '', claims = '', signature = ''] = token.split('.');
  return {
    header: JSON.parse(Buffer.from(header, 'base64url').toString()),
    claims: JSON.parse(Buffer.from(claims, 'base64url').toString()),
    signed: Buffer.from(`${header}.${claims}`),
    signature: Buffer.from(signature, 'base64url'),
  };
}
