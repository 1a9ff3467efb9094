/** A passkey that the configuration names as an administrator's: what the page shows when one is made. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { fromBase64Url, toBase64Url } from '@trellis/crypto';
import { container, text, type ValueOf } from '@trellis/protocol';

const base64UrlText = (max: number) =>
  text(max, 'base64url', (value): value is string => /^[A-Za-z0-9_-]+$/.test(value));

export const administratorPasskeyCodec = container({
  /** What the audit log calls it. */
  name: text(64, 'letters, digits and . _ -', (value): value is string =>
    /^[A-Za-z0-9._-]+$/.test(value),
  ),
  /** By which its authenticator knows it. */
  id: base64UrlText(1_364),
  /** In the form SPKI: Ed25519, P-256 or RSA. */
  publicKey: base64UrlText(800),
});
export type AdministratorPasskey = ValueOf<typeof administratorPasskeyCodec>;

/** With a smaller one a padded hash is a root that anybody can take (FIPS 186-5 §5.1). */
const rsaExponentMin = 65_537n;

/** Its key; `undefined` for what is none, or of another kind. */
export function passkeyKey({
  publicKey,
}: Pick<AdministratorPasskey, 'publicKey'>): KeyObject | undefined {
  try {
    const der = Buffer.from(fromBase64Url(publicKey));
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    const { namedCurve, modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
    const isStrong = modulusLength >= 2_048 && publicExponent >= rsaExponentMin;
    const isRsa = key.asymmetricKeyType === 'rsa' && isStrong;
    const isTaken = key.asymmetricKeyType === 'ed25519' || namedCurve === 'prime256v1' || isRsa;
    return isTaken ? key : undefined;
  } catch {
    return undefined;
  }
}

/** What is wrong with the passkeys that are named for a node that is reached there; `undefined` for nothing. */
export function passkeysProblem(
  passkeys: readonly AdministratorPasskey[],
  publicUrl: string | null,
): string | undefined {
  if (passkeys.length === 0) return undefined;
  if (publicUrl === null || !canHavePasskeys(new URL(publicUrl))) {
    return `http.publicUrl: expected https with a name, or http://localhost:PORT, as passkeys belong to that; not ${publicUrl}`;
  }
  const broken = passkeys.findIndex((passkey) => passkeyKey(passkey) === undefined);
  if (broken >= 0) {
    return `http.administratorPasskeys.${broken}.publicKey: expected a key of Ed25519, P-256 or RSA (SPKI)`;
  }
  const mistyped = passkeys.findIndex(({ id }) => !isOneForm(id));
  if (mistyped >= 0) {
    return `http.administratorPasskeys.${mistyped}.id: expected the id as the page showed it, in the one base64url form of its bytes; copy it again`;
  }
  const ids = new Set(passkeys.map(({ id }) => id));
  const names = new Set(passkeys.map(({ name }) => name));
  const isTwice = ids.size < passkeys.length || names.size < passkeys.length;
  return isTwice ? 'http.administratorPasskeys: one is named twice' : undefined;
}

/** An authenticator tells bytes, whose one text is compared: any other text of them would never match. */
function isOneForm(id: string): boolean {
  try {
    return toBase64Url(fromBase64Url(id)) === id;
  } catch {
    return false;
  }
}

/** Browsers have them for a name, and where nobody changes the page on its way. */
function canHavePasskeys({ protocol, hostname }: URL): boolean {
  const isName = !/^(\[.*\]|[0-9.]+)$/.test(hostname);
  return isName && (protocol === 'https:' || hostname === 'localhost');
}
