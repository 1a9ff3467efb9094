/**
 * A file that is open, and written to in place, such as a log. Its errors say which file it is: the system names a path
 * only in those of opening one.
 */
import { writeSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { privateMode, withPath, withPathOf } from '@trellis/crypto/files';
import { StorageError } from './storage-error.ts';

export interface OpenFile {
  readonly path: string;
  readonly fd: number;
  /** All that is in it. */
  read(): Promise<Buffer>;
  /** Writes all of the bytes at a position, or throws: a nearly full disk may take only a part at a time. */
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** The same, before anything else happens in this process. */
  writeNow(bytes: Uint8Array, position: number): void;
  truncate(length: number): Promise<void>;
  sync(): Promise<void>;
  datasync(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a file, with flags as `open` takes them; a new one is its owner's alone, and its folder is not synced yet. */
export async function openFile(path: string, flags: 'r+' | 'w' | 'wx' | 'wx+'): Promise<OpenFile> {
  const file = await open(path, flags, privateMode);
  return {
    path,
    fd: file.fd,
    read: () => withPath(path, file.readFile()),
    write: (bytes, position) => withPath(path, writeFully(file, path, bytes, position)),
    writeNow(bytes, position) {
      try {
        const written = writeSync(file.fd, bytes, 0, bytes.length, position);
        if (written < bytes.length) throw noRoom(path);
      } catch (error) {
        throw withPathOf(error, path);
      }
    },
    truncate: (length) => withPath(path, file.truncate(length)),
    sync: () => withPath(path, file.sync()),
    datasync: () => withPath(path, file.datasync()),
    close: () => withPath(path, file.close()),
  };
}

/** Opens a file to read and write it, or makes it: what is in it, `null` of a new one. */
export async function openOrCreate(
  path: string,
): Promise<{ readonly file: OpenFile; readonly content: Buffer | null }> {
  const file = await openFile(path, 'r+').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (file === null) return { file: await openFile(path, 'wx+'), content: null };
  return { file, content: await orClose(file, file.read()) };
}

/** The outcome of something that a file is of no use without: if it fails, the file is closed. */
export async function orClose<T>(file: OpenFile, use: Promise<T>): Promise<T> {
  try {
    return await use;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** A write of which nothing arrived. */
function noRoom(path: string): StorageError {
  return new StorageError(
    'disk_full',
    `the disk takes no more bytes of ${path}. Nothing is damaged: make room, then start the node again.`,
  );
}

async function writeFully(
  file: FileHandle,
  path: string,
  bytes: Uint8Array,
  position: number,
): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const left = bytes.length - written;
    const { bytesWritten } = await file.write(bytes, written, left, position + written);
    if (bytesWritten === 0) throw noRoom(path);
    written += bytesWritten;
  }
}
