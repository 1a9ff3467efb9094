/**
 * The folders of a gateway. Files are put into the inbox whole: renamed into it, or left unchanged for two seconds. What is
 * written into the outbox is written beside it, synced, and renamed, so that whoever opens it finds it whole.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, lstat, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makePrivateFolder, privateMode, replaceFile, syncFolder } from '@trellis/crypto/files';

export interface Folders {
  readonly inbox: string;
  readonly outbox: string;
  readonly archive: string;
  readonly quarantine: string;
  readonly state: string;
}

export async function openFolders(folder: string): Promise<Folders> {
  const at = (name: string): string => join(folder, name);
  const folders = {
    ...{ inbox: at('inbox'), outbox: at('outbox'), archive: at('archive') },
    ...{ quarantine: at('quarantine'), state: at('state') },
  };
  for (const path of Object.values(folders)) await makePrivateFolder(path);
  return folders;
}

/** A file that may still be written to is not touched for so long. */
const quietMs = 2_000;

/** Files that came over HTTP, which are whole as soon as they are there. */
export const postedPrefix = 'http-';

/** Such as those that are written aside. */
const isHidden = (name: string): boolean => /^\.|\.(new|part|tmp)$/.test(name);

interface InboxFile {
  readonly name: string;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
}

/** The files that are there, whole or not. What else is there is left alone: folders, pipes, and links, which may lead anywhere. */
export async function filesIn(inbox: string): Promise<readonly InboxFile[]> {
  const names = (await readdir(inbox)).filter((name) => !isHidden(name));
  const files = await Promise.all(
    names.map(async (name) => {
      const found = await lstat(join(inbox, name)).catch(() => undefined);
      if (found?.isFile() !== true) return [];
      return [{ name, mtimeMs: found.mtimeMs, ctimeMs: found.ctimeMs }];
    }),
  );
  return files.flat();
}

/** The names of the files that are there whole, the oldest first. */
export async function wholeFiles(inbox: string, now: number): Promise<readonly string[]> {
  return [...(await filesIn(inbox))]
    .filter(({ name, mtimeMs, ctimeMs }) => {
      if (name.startsWith(postedPrefix)) return true;
      // A file that was renamed has changed its place after its content.
      const isRenamed = ctimeMs - mtimeMs > quietMs;
      return isRenamed || now - Math.max(mtimeMs, ctimeMs) >= quietMs;
    })
    .sort((a, b) => a.mtimeMs - b.mtimeMs || a.name.localeCompare(b.name))
    .map(({ name }) => name);
}

/** SHA-256 in hexadecimal. */
export async function fileHash(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 18 })) hash.update(piece);
  return hash.digest('hex');
}

/** Where the original of a file is kept; its name begins with the hash, so the same file is kept once. */
export const archivedName = (hash: string, name: string): string =>
  `${hash.slice(0, 16)}-${safeName(name)}`;

/** No name of a file of others leads out of a folder, or is too long for one. */
export const safeName = (name: string): string =>
  name
    .replace(/[^A-Za-z0-9._-]/g, '_')
    .replace(/^\.+/, '_')
    .slice(0, 120);

/** Moves a file, also to another disk; it is there, synced, before it is gone. */
export async function moveFile(from: string, folder: string, name: string): Promise<void> {
  const to = join(folder, name);
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    await copyFile(from, `${to}.new`);
    const copy = await open(`${to}.new`, 'r');
    try {
      await copy.sync();
    } finally {
      await copy.close();
    }
    await rename(`${to}.new`, to);
    await rm(from);
  }
  await syncFolder(folder);
}

/** Written aside, synced and renamed. */
export const writeOut = (folder: string, name: string, content: string): Promise<void> =>
  replaceFile(join(folder, name), content, privateMode);
