/**
 * API keys: `trellis_<id>_<secret>`. The id is public and finds the record; of the secret only a hash is
 * kept. It is 256 random bits, so there is nothing to guess and nothing to stretch: SHA-256 is enough,
 * where a password would need argon2.
 */

import { hash, timingSafeEqual } from 'node:crypto';
import { CodedError, type Hash, toBase64Url, toHex } from '@trellis/crypto';
import {
  container,
  controlIn,
  hashCodec,
  limits,
  list,
  optional,
  rawText,
  timeCodec,
  type ValueOf,
} from '@trellis/protocol';
import {
  type ApiKeyPlan,
  type ApiKeyView,
  apiKeyIdCodec,
  apiKeyPlanFields,
  boundLater,
} from '@trellis/protocol/http-api';
import { networkMatcher, networkProblem } from '../config/network.ts';

export const apiKeyRecordCodec = boundLater(
  container({
    id: apiKeyIdCodec,
    /** Of the whole key as it is presented. */
    secretHash: hashCodec,
    ...apiKeyPlanFields,
    created: timeCodec,
    revoked: optional(timeCodec),
    replaces: optional(apiKeyIdCodec),
  }),
);
export type ApiKeyRecord = ValueOf<typeof apiKeyRecordCodec>;

export const apiKeyFileCodec = container({ keys: list(apiKeyRecordCodec, limits.apiKeysMax) });

/** Every key begins so: what scans for leaked secrets can find it. */
export const apiKeyPrefix = 'trellis_';

const idBytes = 8;
const secretBytes = 32;
export const apiKeyRandomBytes = idBytes + secretBytes;

export type ApiKeyErrorCode =
  /** The description of an API key is not one; the message names the field. */
  'invalid_api_key' | 'unknown_api_key' | 'api_key_ended' | 'too_many_keys';

/** What can't be done with API keys. */
export class ApiKeyError extends CodedError<ApiKeyErrorCode> {}

/** A new key: what is kept, and the text that is shown once. */
export interface MadeApiKey {
  readonly record: ApiKeyRecord;
  readonly secret: string;
}

/** Makes a key of `apiKeyRandomBytes` random bytes. Throws `ApiKeyError` `invalid_api_key`. */
export function makeApiKey(plan: ApiKeyPlan, random: Uint8Array, now: bigint): MadeApiKey {
  const problem = planProblem(plan, now);
  if (problem !== undefined) throw new ApiKeyError('invalid_api_key', problem);
  return made(plan, random, now, null);
}

function made(
  { name, scopes, accounts, addresses, expires, boundTo }: ApiKeyPlan,
  random: Uint8Array,
  now: bigint,
  replaces: string | null,
): MadeApiKey {
  const id = toHex(random.subarray(0, idBytes));
  const part = random.subarray(idBytes, apiKeyRandomBytes);
  const secret = `${apiKeyPrefix}${id}_${toBase64Url(part)}`;
  const plan = { name, scopes, accounts, addresses, expires, boundTo };
  return {
    secret,
    record: { id, secretHash: secretHash(secret), ...plan, created: now, revoked: null, replaces },
  };
}

function planProblem(
  { name, scopes, addresses, expires }: ApiKeyPlan,
  now: bigint,
): string | undefined {
  const hidden = controlIn(rawText(name));
  if (hidden !== undefined) return `its name has ${hidden} in it, which can't be seen`;
  if (new Set(scopes).size < scopes.length) return 'a scope is named twice';
  if (expires !== null && expires <= now) return 'it would have expired already';
  return addresses.map(networkProblem).find((problem) => problem !== undefined);
}

/**
 * A key that takes over from another: it can do the same. The old one continues for `overlapMs`, or until
 * it expires. Throws `ApiKeyError` `api_key_ended`.
 */
export function rotateApiKey(
  old: ApiKeyRecord,
  random: Uint8Array,
  now: bigint,
  overlapMs: bigint,
): { readonly old: ApiKeyRecord; readonly made: MadeApiKey } {
  const state = apiKeyState(old, now);
  if (state !== 'valid') {
    throw new ApiKeyError('api_key_ended', `the API key ${old.id} is ${state}; make a new one`);
  }
  const end = now + overlapMs;
  const lifetime = old.expires === null ? null : old.expires - old.created;
  // The new key lives as long as the old one was to live from its making on.
  const expires = lifetime === null ? null : now + lifetime;
  return {
    old: { ...old, expires: old.expires === null || old.expires > end ? end : old.expires },
    made: made({ ...old, expires }, random, now, old.id),
  };
}

/** A key that is of no use from now on; one that was revoked before stays as it was. */
export function revokeApiKey(record: ApiKeyRecord, now: bigint): ApiKeyRecord {
  return record.revoked === null ? { ...record, revoked: now } : record;
}

export function apiKeyState(
  { expires, revoked }: Pick<ApiKeyRecord, 'expires' | 'revoked'>,
  now: bigint,
): ApiKeyView['state'] {
  if (revoked !== null) return 'revoked';
  return expires !== null && expires <= now ? 'expired' : 'valid';
}

/** The record by its id. Throws `ApiKeyError` `unknown_api_key`. */
export function findApiKey(keys: readonly ApiKeyRecord[], id: string): ApiKeyRecord {
  const found = keys.find((key) => key.id === id);
  if (found !== undefined) return found;
  throw new ApiKeyError('unknown_api_key', `there is no API key ${id.slice(0, 64)}`);
}

export type ApiKeyRefusal =
  | 'invalid_credential'
  | 'credential_revoked'
  | 'credential_expired'
  | 'address_not_permitted';

export type CheckedApiKey =
  | { readonly ok: true; readonly record: ApiKeyRecord }
  /** `id` is only told of a key whose secret was right. */
  | { readonly ok: false; readonly refusal: ApiKeyRefusal; readonly id: string | null };

/** Compared with when there is no record, so that it takes as long. */
const noHash = Buffer.alloc(32);

/**
 * Checks a presented key. The hash comes first and in constant time: what else is wrong with a key is
 * told only to whoever holds it.
 */
export function checkApiKey(
  keys: ReadonlyMap<string, ApiKeyRecord>,
  presented: string,
  { address, now }: { readonly address: string; readonly now: bigint },
): CheckedApiKey {
  const id = /^trellis_([0-9a-f]{16})_[A-Za-z0-9_-]{43}$/.exec(presented)?.[1];
  const record = id === undefined ? undefined : keys.get(id);
  const expected = record === undefined ? noHash : Buffer.from(record.secretHash, 'hex');
  const isRight = timingSafeEqual(Buffer.from(secretHash(presented), 'hex'), expected);
  if (record === undefined || !isRight) {
    return { ok: false, refusal: 'invalid_credential', id: null };
  }
  const refusal = apiKeyRefusal(record, { address, now });
  return refusal === undefined ? { ok: true, record } : { ok: false, refusal, id: record.id };
}

/** Why a key that was presented rightly is of no use here and now. */
export function apiKeyRefusal(
  record: ApiKeyRecord,
  { address, now }: { readonly address: string; readonly now: bigint },
): Exclude<ApiKeyRefusal, 'invalid_credential'> | undefined {
  const state = apiKeyState(record, now);
  if (state === 'revoked') return 'credential_revoked';
  if (state === 'expired') return 'credential_expired';
  if (record.addresses.length === 0) return undefined;
  return matcherOf(record)(address) ? undefined : 'address_not_permitted';
}

/** Making one costs more than everything else about a key: it is kept as long as the record is. */
const matchers = new WeakMap<ApiKeyRecord, (address: string) => boolean>();

function matcherOf(record: ApiKeyRecord): (address: string) => boolean {
  const known = matchers.get(record) ?? networkMatcher(record.addresses);
  matchers.set(record, known);
  return known;
}

function secretHash(secret: string): Hash {
  return hash('sha256', `trellis/v1/api-key\0${secret}`, 'hex') as Hash;
}
