/** Making, listing, rotating and revoking the API keys in a folder: for commands and for the API alike. */
import { randomBytes } from 'node:crypto';
import type { ApiKeys } from '@trellis/engine';
import type { ApiKeyView } from '@trellis/protocol/http-api';
import {
  ApiKeyError,
  type ApiKeyRecord,
  apiKeyRandomBytes,
  apiKeyState,
  findApiKey,
  makeApiKey,
  revokeApiKey,
  rotateApiKey,
} from './api-key.ts';
import { changeApiKeys, readApiKeys } from './api-key-file.ts';
import { readKeyUses } from './key-use-file.ts';

/**
 * The API keys of the node whose access folder this is, whether it runs or not. Everything here throws
 * `StorageError` when the folder can't be used.
 */
export function apiKeysIn(folder: string): ApiKeys {
  return {
    async list() {
      const [keys, uses] = await Promise.all([readApiKeys(folder), readKeyUses(folder)]);
      return keys
        .map((record) => view(record, uses.get(record.id)?.lastUse ?? null))
        .sort((a, b) => Number(b.created - a.created));
    },
    create: (plan) =>
      changeApiKeys(folder, (keys) => {
        const { record, secret } = makeApiKey(plan, randomBytes(apiKeyRandomBytes), now());
        return { keys: [...keys, record], result: { key: view(record, null), secret } };
      }),
    rotate: (id, overlapMs) =>
      changeApiKeys(folder, (keys) => {
        requireNoSuccessor(keys, id);
        const random = randomBytes(apiKeyRandomBytes);
        const { old, made } = rotateApiKey(findApiKey(keys, id), random, now(), overlapMs);
        return {
          keys: [...keys.map((key) => (key.id === id ? old : key)), made.record],
          result: { key: view(made.record, null), secret: made.secret },
        };
      }),
    async revoke(id) {
      const uses = await readKeyUses(folder);
      return changeApiKeys(folder, (keys) => {
        const revoked = revokeApiKey(findApiKey(keys, id), now());
        return {
          keys: keys.map((key) => (key.id === id ? revoked : key)),
          result: view(revoked, uses.get(id)?.lastUse ?? null),
        };
      });
    },
  };
}

function requireNoSuccessor(keys: readonly ApiKeyRecord[], id: string): void {
  const successor = keys.find((key) => key.replaces === id && key.revoked === null);
  if (successor === undefined) return;
  throw new ApiKeyError(
    'api_key_ended',
    `the API key ${id} was rotated already; rotate its successor ${successor.id}`,
  );
}

function view(record: ApiKeyRecord, lastUse: ApiKeyView['lastUse']): ApiKeyView {
  const { secretHash: _, ...shown } = record;
  return { ...shown, state: apiKeyState(record, now()), lastUse };
}

function now(): bigint {
  return BigInt(Date.now());
}
