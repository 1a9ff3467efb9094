/**
 * Passkeys that open a key: what the authenticator derives from a salt (WebAuthn Level 3, the extension `prf`) is the
 * password of a second key file. Without the authenticator there is nothing to guess: it has 256 bits.
 */
import { toBase64Url } from '@trellis/crypto';
import { t } from '../page/language.ts';
import type { Passkey } from './database.ts';

/** The authenticator can't derive secrets, or the user did not let it. */
class NoPasskey extends Error {}

/** Whether this browser can at all. */
export const hasPasskeys = (): boolean => typeof PublicKeyCredential === 'function';

type NewPasskey = Omit<Passkey, 'keyFile'>;

/** Makes a passkey for a key of this wallet. Throws `NoPasskey`. */
export async function createPasskey(
  label: string,
): Promise<{ readonly passkey: NewPasskey; readonly password: string }> {
  const salt = crypto.getRandomValues(new Uint8Array(32));
  const credential = await asked(() =>
    navigator.credentials.create({
      publicKey: {
        rp: { name: 'Trellis wallet' },
        user: { id: crypto.getRandomValues(new Uint8Array(16)), name: label, displayName: label },
        challenge: crypto.getRandomValues(new Uint8Array(32)),
        pubKeyCredParams: [
          { type: 'public-key', alg: -7 },
          { type: 'public-key', alg: -257 },
        ],
        authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
        extensions: { prf: {} },
      },
    }),
  );
  const passkey = { credentialId: new Uint8Array(credential.rawId), salt };
  return { passkey, password: await passkeyPassword(passkey) };
}

/** What the passkey derives; the user confirms it. Throws `NoPasskey`. */
export async function passkeyPassword({ credentialId, salt }: NewPasskey): Promise<string> {
  const credential = await asked(() =>
    navigator.credentials.get({
      publicKey: {
        challenge: crypto.getRandomValues(new Uint8Array(32)),
        allowCredentials: [{ type: 'public-key', id: credentialId }],
        userVerification: 'required',
        extensions: { prf: { eval: { first: salt } } },
      },
    }),
  );
  const derived = credential.getClientExtensionResults().prf?.results?.first;
  if (derived === undefined) {
    throw new NoPasskey(
      t('this authenticator can’t derive secrets (WebAuthn PRF): use the password'),
    );
  }
  const bytes = ArrayBuffer.isView(derived)
    ? new Uint8Array(derived.buffer, derived.byteOffset, derived.byteLength)
    : new Uint8Array(derived);
  return toBase64Url(bytes);
}

async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  let credential: Credential | null;
  try {
    credential = await ask();
  } catch (error) {
    throw new NoPasskey(error instanceof Error ? error.message : String(error));
  }
  if (credential instanceof PublicKeyCredential) return credential;
  throw new NoPasskey(t('no passkey was given'));
}
