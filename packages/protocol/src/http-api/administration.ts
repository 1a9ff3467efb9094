/**
 * The second factor of administration: an administrator's signature over exactly one request, beside the credential that the
 * request presents. Whoever steals an API key can administer nothing with it.
 */
import { fromBase64Url, fromHex, sha256, toBase64Url } from '@trellis/crypto';
import { type Codec, decode, encode, type ValueOf } from '../codec.ts';
import { byteList, byteVector, hashCodec, text } from '../codec-basic.ts';
import { container } from '../codec-composite.ts';
import { publicKeyCodec, schemeCodec, signatureCodec, timeCodec } from '../scalars.ts';
import { inHeader, textOf } from './parameter.ts';

/** Of a request or an address: nothing in them that can't be seen. */
const seenText = (max: number) =>
  text(max, 'text without spaces', (value): value is string => /^[!-~]+$/.test(value));

/** Makes a signature one of its own, however alike two requests are. */
const nonceBytes = 16;

/** What an administrator signs: all that makes a request what it is. */
const administrativeRequestCodec = container({
  /** Where the node is reached, such as `https://node1.example`: so it counts at no other. */
  origin: seenText(512),
  method: seenText(16),
  /** The path with its query. */
  target: seenText(2_048),
  /** SHA-256 of the body; of nothing where there is none. */
  bodyHash: hashCodec,
  time: timeCodec,
  nonce: byteVector(nonceBytes),
});
export type AdministrativeRequest = ValueOf<typeof administrativeRequestCodec>;

/** What of it the node can't know from the request, and the signature with its key. */
const administratorSignatureCodec = container({
  bodyHash: hashCodec,
  time: timeCodec,
  nonce: byteVector(nonceBytes),
  scheme: schemeCodec,
  publicKey: publicKeyCodec,
  signature: signatureCodec,
});
export type AdministratorSignature = ValueOf<typeof administratorSignatureCodec>;

/** As that, signed by a passkey in a browser (WebAuthn §6.1, §5.8.1). */
const passkeySignatureCodec = container({
  bodyHash: hashCodec,
  time: timeCodec,
  nonce: byteVector(nonceBytes),
  /** Which passkey; the longest that an authenticator may make. */
  credentialId: byteList(1_023),
  authenticatorData: byteList(1_024),
  /** JSON, as the browser wrote it. */
  clientData: byteList(2_048),
  signature: byteList(512),
});
export type PasskeySignature = ValueOf<typeof passkeySignatureCodec>;

/** How old a signature may be, and how far ahead the clock of its maker, in milliseconds. */
export const administrativeRequestAgeMsMax = 60_000;
export const administrativeRequestAheadMsMax = 10_000;

/** The name of the header. */
export const administratorHeader = 'Administrator-Signature';

/** The name of the header in its place, for passkeys. */
export const passkeyHeader = 'Administrator-Passkey';

/** Room for the longest signature with its key, in base64url. */
const headerText = text(14_000, 'base64url', (value): value is string =>
  /^[A-Za-z0-9_-]+$/.test(value),
);

/** The parameter of every endpoint of scope `admin`. */
export const administered = {
  [administratorHeader]: inHeader(textOf(headerText), undefined, {
    description: 'A signature of an administrator over exactly this request',
    example: 'a-signature-in-base64url',
  }),
  [passkeyHeader]: inHeader(textOf(headerText), undefined, {
    description: 'In its place, the same of a passkey that the node names',
    example: 'a-signature-in-base64url',
  }),
} as const;

/** What a key of an administrator signs, for the purpose `administration`. */
export function administrationMessage(request: AdministrativeRequest): Uint8Array {
  return encode(administrativeRequestCodec, request);
}

/** What a passkey signs: the hash of exactly this request is the challenge. */
export function passkeyChallenge(request: AdministrativeRequest): Uint8Array<ArrayBuffer> {
  return new Uint8Array(fromHex(sha256(administrationMessage(request))));
}

/** The value of the header. */
export function formatAdministratorSignature(signature: AdministratorSignature): string {
  return toBase64Url(encode(administratorSignatureCodec, signature));
}

/** The value of the header of passkeys. */
export function formatPasskeySignature(signature: PasskeySignature): string {
  return toBase64Url(encode(passkeySignatureCodec, signature));
}

/** `undefined` for what is none. */
export function parseAdministratorSignature(value: string): AdministratorSignature | undefined {
  return inBase64Url(administratorSignatureCodec, value);
}

/** `undefined` for what is none. */
export function parsePasskeySignature(value: string): PasskeySignature | undefined {
  return inBase64Url(passkeySignatureCodec, value);
}

function inBase64Url<T>(codec: Codec<T>, value: string): T | undefined {
  if (!/^[A-Za-z0-9_-]{1,14000}$/.test(value)) return undefined;
  try {
    const decoded = decode(codec, fromBase64Url(value));
    return decoded.ok ? decoded.value : undefined;
  } catch {
    return undefined;
  }
}
