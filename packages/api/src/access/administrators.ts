/**
 * The second factor of administration: a fresh signature of an administrator over exactly the request, which counts once,
 * also across a restart. Where the configuration names no administrators, none is asked for.
 */
import {
  type Address,
  formatAddress,
  keyAddress,
  type SignatureProvider,
  sha256,
  toBase64Url,
} from '@trellis/crypto';
import { keyAccount } from '@trellis/protocol';
import {
  type AdministratorSignature,
  administrationMessage,
  administrativeRequestAgeMsMax,
  administrativeRequestAheadMsMax,
  administratorHeader,
  parseAdministratorSignature,
  parsePasskeySignature,
  passkeyChallenge,
} from '@trellis/protocol/http-api';
import { type AdministratorPasskey, passkeyKey } from '../config/administrator-passkey.ts';
import type { PasskeyCounters } from '../credentials/passkey-counters.ts';
import type { SeenOnce } from '../credentials/seen-once.ts';
import { ApiError } from '../http/problem.ts';
import { checkPasskeyAnswer } from './passkey-answer.ts';

/** A request as it arrives, before its body. */
interface ArrivingRequest {
  readonly method: string;
  /** The path with its query. */
  readonly target: string;
  /** The header; `undefined`: there is none. */
  readonly signature: string | undefined;
  /** The header of passkeys. */
  readonly passkey: string | undefined;
}

/** Who signed a request, and for which body. */
export interface SignedRequest {
  /** By which the audit log knows them: an address, or the name of a passkey. */
  readonly administrator: string;
  /** Throws `ApiError` `invalid_administrator_signature` for another body. */
  requireBody(body: Uint8Array): void;
}

export interface Administrators {
  /** Who signed this request; `null` where no signature is asked for. Throws `ApiError`. */
  check(request: ArrivingRequest): Promise<SignedRequest | null>;
}

interface AdministratorSources {
  readonly administrators: readonly Address[];
  readonly passkeys: readonly AdministratorPasskey[];
  /** Where the node is reached. */
  readonly origin: string;
  readonly now: () => number;
  readonly verifier: Pick<SignatureProvider, 'verify'>;
  /** Remembers what was used, on disk. */
  readonly once: SeenOnce;
  readonly counters: PasskeyCounters;
}

export function createAdministrators(sources: AdministratorSources): Administrators {
  const { administrators, passkeys } = sources;
  return {
    async check(request) {
      if (administrators.length + passkeys.length === 0) return null;
      const { signature, passkey } = request;
      if (passkey !== undefined) return byPasskey(sources, request, passkey);
      if (signature !== undefined) return byKey(sources, request, signature);
      throw refused(`send one in the header ${administratorHeader}; trellis apikey … --admin-key`);
    },
  };
}

/** Throws `ApiError` `invalid_administrator_signature`. */
async function byKey(
  { administrators, origin, now, verifier, once }: AdministratorSources,
  { method, target }: ArrivingRequest,
  header: string,
): Promise<SignedRequest> {
  const signed = parseAdministratorSignature(header);
  if (signed === undefined) throw refused('the header is not one');
  const { scheme, publicKey, signature, bodyHash, time, nonce } = signed;
  const administrator = keyAccount(scheme, keyAddress(scheme, publicKey));
  const name = formatAddress(administrator);
  if (!administrators.includes(administrator)) {
    throw refused(`the key ${name} is no administrator’s`);
  }
  requireFresh(time, now());
  const message = administrationMessage({ origin, method, target, bodyHash, time, nonce });
  const isSigned = await verifier.verify({
    ...{ scheme, publicKey, signature, message, purpose: 'administration' },
  });
  if (!isSigned) throw refused(`it is not over ${method} ${origin}${target}`);
  requireUnused(once, useName(sha256(publicKey), signed), now());
  return { administrator: name, requireBody: (body) => requireSameBody(bodyHash, body) };
}

/** Throws `ApiError` `invalid_administrator_signature`. */
function byPasskey(
  { passkeys, origin, now, once, counters }: AdministratorSources,
  { method, target }: ArrivingRequest,
  header: string,
): SignedRequest {
  const signed = parsePasskeySignature(header);
  if (signed === undefined) throw refused('the header is not one');
  const { bodyHash, time, nonce } = signed;
  const id = toBase64Url(signed.credentialId);
  const passkey = passkeys.find((one) => one.id === id);
  const key = passkey && passkeyKey(passkey);
  if (key === undefined) throw refused(`the passkey ${id.slice(0, 24)} is no administrator’s`);
  requireFresh(time, now());
  const challenge = passkeyChallenge({ origin, method, target, bodyHash, time, nonce });
  const checked = checkPasskeyAnswer(signed, { challenge, origin, key });
  if (!checked.ok) throw refused(checked.problem);
  requireUnused(once, useName(id, signed), now());
  if (!counters(id, checked.counter)) {
    throw refused('the passkey has signed more often than this: it may have been copied');
  }
  const administrator = `passkey ${passkey?.name}`;
  return { administrator, requireBody: (body) => requireSameBody(bodyHash, body) };
}

/** Hedged signatures differ each time, so what was signed names a use, and not the signature. */
function useName(
  key: string,
  { nonce, time, bodyHash }: Pick<AdministratorSignature, 'nonce' | 'time' | 'bodyHash'>,
): string {
  return `administration ${key} ${time} ${Buffer.from(nonce).toString('hex')} ${bodyHash}`;
}

function requireFresh(time: bigint, now: number): void {
  const made = Number(time);
  if (made < now - administrativeRequestAgeMsMax) {
    throw refused(`it is older than ${administrativeRequestAgeMsMax / 1_000} s; sign again`);
  }
  if (made > now + administrativeRequestAheadMsMax) {
    throw refused('its time is yet to come; set the clock');
  }
}

function requireUnused(once: SeenOnce, name: string, now: number): void {
  if (!once(name, now + administrativeRequestAgeMsMax * 2)) {
    throw refused('it was used before; sign again');
  }
}

function requireSameBody(bodyHash: string, body: Uint8Array): void {
  if (sha256(body) !== bodyHash) throw refused('it is for another body');
}

function refused(why: string): ApiError {
  return new ApiError(
    'invalid_administrator_signature',
    `the call takes a signature of an administrator over exactly this request: ${why}`,
  );
}
