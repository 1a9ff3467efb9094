/** Administering a node: each request with a fresh signature of an administrator over exactly it. */
import { type SigningKey, sha256 } from '@trellis/crypto';
import {
  type AdministrativeRequest,
  administrationMessage,
  administratorHeader,
  formatAdministratorSignature,
  formatPasskeySignature,
  passkeyChallenge,
  passkeyHeader,
} from '@trellis/protocol/http-api';
import type { FetchRequest } from './fetch.ts';
import type { HttpTransport } from './http-transport.ts';

/**
 * The transport with each request signed by the key of an administrator, for `call` with the endpoints of scope `admin`. It is
 * one node's: what is signed counts nowhere else.
 *
 * @example const { keys } = await call(asAdministrator(transport, key), endpoints.getApiKeys);
 */
export function asAdministrator(transport: HttpTransport, key: SigningKey): HttpTransport {
  const { scheme, publicKey, sign } = key;
  return withHeader(transport, administratorHeader, async (request) => {
    const signature = await sign('administration', administrationMessage(request));
    return formatAdministratorSignature({ ...request, scheme, publicKey, signature });
  });
}

/** What an authenticator answers, as the browser gives it (WebAuthn §5.2.2). */
export interface PasskeyAnswer {
  readonly credentialId: Uint8Array;
  readonly authenticatorData: Uint8Array;
  readonly clientData: Uint8Array;
  readonly signature: Uint8Array;
}

/**
 * As `asAdministrator`, each request signed by a passkey: `ask` has the browser ask for its signature over a challenge
 * (`navigator.credentials.get`). Passkeys sign classically, so a node takes them only where its operator named them.
 */
export function asPasskeyAdministrator(
  transport: HttpTransport,
  ask: (challenge: Uint8Array<ArrayBuffer>) => Promise<PasskeyAnswer>,
): HttpTransport {
  return withHeader(transport, passkeyHeader, async (request) =>
    formatPasskeySignature({ ...request, ...(await ask(passkeyChallenge(request))) }),
  );
}

function withHeader(
  { url, fetch, timeoutMs }: HttpTransport,
  header: string,
  sign: (request: AdministrativeRequest) => Promise<string>,
): HttpTransport {
  return {
    url,
    timeoutMs,
    async fetch(to, request) {
      const value = await sign(requestOf(to, request));
      return fetch(to, { ...request, headers: { ...request.headers, [header]: value } });
    },
  };
}

/** What is signed of a request, made now and for this once. */
function requestOf(to: string, { method, body = '' }: FetchRequest): AdministrativeRequest {
  const { origin, pathname, search } = new URL(to);
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const time = BigInt(Date.now());
  const nonce = crypto.getRandomValues(new Uint8Array(16));
  const target = `${pathname}${search}`;
  return { origin, method, target, bodyHash: sha256(bytes), time, nonce };
}
