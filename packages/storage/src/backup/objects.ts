/**
 * Where the pieces of backups are: files named after what is in them, in a folder that several backups share. With a
 * data key they are encrypted, and named after a keyed hash, which tells nobody else what they hold.
 */
import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makePrivateFolder, replaceFile } from '@trellis/crypto/files';
import { BackupError } from './backup-error.ts';

const cipher = 'chacha20-poly1305';
const tagBytes = 16;
const nonceBytes = 12;

export interface Objects {
  /** Stores a piece unless it is there; its name, and how many bytes were written for it. */
  put(content: Uint8Array): Promise<{ readonly name: string; readonly written: number }>;
  /** Throws `BackupError` for one that is missing or not what it was. */
  get(name: string): Promise<Uint8Array>;
}

export function openObjects(folder: string, dataKey: Uint8Array | null): Objects {
  const pathOf = (name: string): string => join(folder, 'objects', name.slice(0, 2), name);
  const nameOf = (content: Uint8Array): string =>
    dataKey === null
      ? createHash('sha256').update(content).digest('hex')
      : createHmac('sha256', dataKey).update(content).digest('hex');
  return {
    async put(content) {
      const name = nameOf(content);
      const path = pathOf(name);
      const stored = dataKey === null ? content : encrypt(dataKey, name, content);
      const there = await stat(path).catch(() => null);
      if (there?.size === stored.length) return { name, written: 0 };
      await makePrivateFolder(join(folder, 'objects', name.slice(0, 2)));
      await replaceFile(path, stored);
      return { name, written: stored.length };
    },
    async get(name) {
      const path = pathOf(name);
      const stored = await readFile(path).catch((error: NodeJS.ErrnoException) => {
        throw new BackupError('backup_damaged', `${path} can't be read (${error.code})`);
      });
      const content = dataKey === null ? stored : decrypt(dataKey, name, stored);
      if (content === null || nameOf(content) !== name) {
        throw new BackupError('backup_damaged', `${path} is not what was stored in it`);
      }
      return content;
    },
  };
}

/** The name is a keyed hash of the content, so that no nonce is used for two. */
function encrypt(key: Uint8Array, name: string, content: Uint8Array): Uint8Array {
  const nonce = Buffer.from(name.slice(0, 2 * nonceBytes), 'hex');
  const made = createCipheriv(cipher, key, nonce, { authTagLength: tagBytes });
  made.setAAD(Buffer.from(name, 'hex'), { plaintextLength: content.length });
  return Buffer.concat([made.update(content), made.final(), made.getAuthTag()]);
}

function decrypt(key: Uint8Array, name: string, stored: Uint8Array): Uint8Array | null {
  if (stored.length < tagBytes) return null;
  const nonce = Buffer.from(name.slice(0, 2 * nonceBytes), 'hex');
  const made = createDecipheriv(cipher, key, nonce, { authTagLength: tagBytes });
  const content = stored.subarray(0, -tagBytes);
  made.setAAD(Buffer.from(name, 'hex'), { plaintextLength: content.length });
  made.setAuthTag(stored.subarray(-tagBytes));
  try {
    return Buffer.concat([made.update(content), made.final()]);
  } catch {
    return null;
  }
}
