/** Passkeys of administrators: made in this browser, named by the operator in the node's configuration, asked to sign here. */

import type { PasskeyAnswer } from '@trellis/client/administration';
import { toBase64Url } from '@trellis/crypto';
import { administrativeRequestAgeMsMax } from '@trellis/protocol/http-api';
import { t } from './language.ts';

/** What the browser or its authenticator did not do; the message says it to the user. */
export class PasskeyProblem extends Error {}

/** EdDSA, ES256 and RS256 (COSE): what a node takes. The last is all that some devices have. */
const algorithms = [-8, -7, -257];

/** Whether this browser can have passkeys for this address: they belong to a name, not to an IP address. */
export function canHavePasskeys(): boolean {
  const isName = !/^(\[.*\]|[0-9.]+)$/.test(location.hostname);
  return isName && typeof PublicKeyCredential === 'function';
}

/** Makes a passkey: what the operator names it by in `http.administratorPasskeys`. Throws `PasskeyProblem`. */
export async function makePasskey(
  name: string,
): Promise<{ readonly name: string; readonly id: string; readonly publicKey: string }> {
  const { rawId, response } = await asked(() =>
    navigator.credentials.create({
      publicKey: {
        rp: { name: 'Trellis' },
        user: { id: crypto.getRandomValues(new Uint8Array(16)), name, displayName: name },
        // Nobody checks the answer to this: the operator vouches for the passkey by naming it.
        challenge: crypto.getRandomValues(new Uint8Array(32)),
        pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key', alg })),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        attestation: 'none',
      },
    }),
  );
  const key = response instanceof AuthenticatorAttestationResponse ? response.getPublicKey() : null;
  if (key === null) throw new PasskeyProblem(t('the authenticator gave no key that a node takes'));
  return {
    name,
    id: toBase64Url(new Uint8Array(rawId)),
    publicKey: toBase64Url(new Uint8Array(key)),
  };
}

/** Has a passkey of this address sign; the user confirms it. Throws `PasskeyProblem`. */
export async function askPasskey(challenge: Uint8Array<ArrayBuffer>): Promise<PasskeyAnswer> {
  const { rawId, response } = await asked(() =>
    navigator.credentials.get({
      publicKey: {
        ...{ challenge, userVerification: 'required', allowCredentials: [] },
        // What is signed later is too old.
        timeout: administrativeRequestAgeMsMax,
      },
    }),
  );
  if (!(response instanceof AuthenticatorAssertionResponse)) {
    throw new PasskeyProblem(t('no signature was given'));
  }
  return {
    credentialId: new Uint8Array(rawId),
    authenticatorData: new Uint8Array(response.authenticatorData),
    clientData: new Uint8Array(response.clientDataJSON),
    signature: new Uint8Array(response.signature),
  };
}

async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  let credential: Credential | null;
  try {
    credential = await ask();
  } catch (error) {
    throw new PasskeyProblem(error instanceof Error ? error.message : String(error));
  }
  if (credential instanceof PublicKeyCredential) return credential;
  throw new PasskeyProblem(t('no passkey was given'));
}
