/** Administering a node: each request with a fresh signature of an administrator over exactly it. */
import { type SigningKey, sha256 } from '@trellis/crypto';
import {
  administrationMessage,
  administratorHeader,
  formatAdministratorSignature,
} from '@trellis/protocol/http-api';
import type { FetchRequest } from './fetch.ts';
import type { HttpTransport } from './http-transport.ts';

/**
 * The transport with each request signed by the key of an administrator, for `call` with the endpoints of scope `admin`. It is
 * one node's: what is signed counts nowhere else.
 *
 * @example const { keys } = await call(asAdministrator(transport, key), endpoints.getApiKeys);
 */
export function asAdministrator(
  { url, fetch, timeoutMs }: HttpTransport,
  key: SigningKey,
): HttpTransport {
  return {
    url,
    timeoutMs,
    async fetch(to, request) {
      const signature = await signatureOver(to, request, key);
      return fetch(to, {
        ...request,
        headers: { ...request.headers, [administratorHeader]: signature },
      });
    },
  };
}

async function signatureOver(
  to: string,
  { method, body = '' }: FetchRequest,
  { scheme, publicKey, sign }: SigningKey,
): Promise<string> {
  const { origin, pathname, search } = new URL(to);
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const bodyHash = sha256(bytes);
  const time = BigInt(Date.now());
  const nonce = crypto.getRandomValues(new Uint8Array(16));
  const target = `${pathname}${search}`;
  const message = administrationMessage({ origin, method, target, bodyHash, time, nonce });
  const signature = await sign('administration', message);
  return formatAdministratorSignature({ bodyHash, time, nonce, scheme, publicKey, signature });
}
