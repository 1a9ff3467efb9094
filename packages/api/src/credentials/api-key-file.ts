/**
 * The API keys of a node as a file in its data folder: written by commands and by the node itself,
 * each time whole and in one piece, and read again by a running node as soon as it is another one.
 */

import { readFileSync, statSync } from 'node:fs';
import { readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makePrivateFolder, syncFolder } from '@trellis/crypto/files';
import { decodeJsonText, limits, problemText } from '@trellis/protocol';
import { type OpenFile, openFile, StorageError } from '@trellis/storage';
import { ApiKeyError, type ApiKeyRecord, apiKeyFileCodec } from './api-key.ts';

/** Where what concerns access is, in a node's data folder. */
export function accessFolder(dataFolder: string): string {
  return join(dataFolder, 'access');
}

function keysPath(folder: string): string {
  return join(folder, 'api-keys.json');
}

/** A change that was cut off leaves its file behind; after this long nobody still writes it. */
const abandonedMs = 10_000;

/** The keys in a folder; none when there is no file. Throws `StorageError` `access_damaged`. */
export async function readApiKeys(folder: string): Promise<readonly ApiKeyRecord[]> {
  const path = keysPath(folder);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new StorageError('access_damaged', `${path} can't be read (${error.code})`);
  });
  return text === undefined ? [] : parse(text, path);
}

/**
 * Changes the keys: one change at a time, whoever makes it. The new file is on disk, under its name,
 * when this resolves. Throws what `change` throws, with nothing changed.
 */
export async function changeApiKeys<T>(
  folder: string,
  change: (keys: readonly ApiKeyRecord[]) => {
    readonly keys: readonly ApiKeyRecord[];
    readonly result: T;
  },
): Promise<T> {
  await makePrivateFolder(folder);
  const path = keysPath(folder);
  // Only one can create it: the new file is the lock as well.
  const file = await openNew(`${path}.new`);
  try {
    const { keys, result } = change(await readApiKeys(folder));
    if (keys.length > limits.apiKeysMax) {
      throw new ApiKeyError('too_many_keys', `a node has at most ${limits.apiKeysMax} API keys`);
    }
    const content = `${JSON.stringify(apiKeyFileCodec.toJson({ keys }), null, 2)}\n`;
    await file.write(Buffer.from(content), 0);
    await file.sync();
    await file.close();
    await rename(`${path}.new`, path);
    await syncFolder(folder);
    return result;
  } catch (error) {
    await file.close();
    await rm(`${path}.new`, { force: true });
    throw error;
  }
}

async function openNew(path: string): Promise<OpenFile> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await openFile(path, 'wx');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const written = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    );
    if (Date.now() - written > abandonedMs) await rm(path, { force: true });
    else if (attempt === 40) {
      throw new StorageError('access_in_use', `somebody else is changing the API keys (${path})`);
    } else {
      await new Promise((resolve) => {
        setTimeout(resolve, 50);
      });
    }
  }
}

export interface LiveApiKeys {
  /**
   * The keys by their ids as they are on disk at this moment. A file that can't be read holds no keys:
   * the fault is reported, and everything that needs one is refused until it is repaired.
   */
  current(): ReadonlyMap<string, ApiKeyRecord>;
}

/**
 * The keys of a running node. Looking whether the file is another one takes some microseconds, so it is
 * done at every use, and a key that was revoked is of no use from that moment on.
 */
export function openLiveApiKeys(
  folder: string,
  onRead: (keys: readonly ApiKeyRecord[]) => void,
  onFault: (error: unknown) => void,
): LiveApiKeys {
  const path = keysPath(folder);
  let seen = '';
  let keys: ReadonlyMap<string, ApiKeyRecord> = new Map();
  const read = (): void => {
    const identity = fileIdentity(path);
    if (identity === seen) return;
    seen = identity;
    try {
      const records = identity === 'none' ? [] : parse(readFileSync(path, 'utf8'), path);
      keys = new Map(records.map((record) => [record.id, record]));
      onRead(records);
    } catch (error) {
      keys = new Map();
      onFault(error);
    }
  };
  read();
  return {
    current() {
      read();
      return keys;
    },
  };
}

/** Another text whenever the file is another one, or was changed in place. */
function fileIdentity(path: string): string {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Reading it then says what is wrong.
    return code === 'ENOENT' ? 'none' : `unreadable (${code})`;
  }
}

function parse(text: string, path: string): readonly ApiKeyRecord[] {
  const decoded = decodeJsonText(apiKeyFileCodec, text);
  if (decoded.ok) return decoded.value.keys;
  throw new StorageError(
    'access_damaged',
    `${path} is damaged (${problemText(decoded.problem)}); restore it, or make new keys`,
  );
}
