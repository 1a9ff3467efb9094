/** The files that a command is given: read whole, or rewritten. */
import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { access, readFile, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { createFile } from '@trellis/crypto/files';
import { UsageError, whyUnusable } from './command-error.ts';

/** The text of a file. Throws `UsageError` that says why `what` can't be read. */
export async function readGivenFile(path: string, what = `the file ${path}`): Promise<string> {
  return readFileOrPipe(path).catch((error: unknown) => {
    throw new UsageError('file_unreadable', `${what} can’t be read: ${whyUnusable(error)}`);
  });
}

/**
 * The text of a file or of a pipe, as a shell's `<(command)` is one. No thread waits for a pipe that nobody writes to: a
 * process can't end while one is in such an `open`. Throws the system's errors.
 */
export async function readFileOrPipe(path: string): Promise<string> {
  const opened = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  // It closes what it was given.
  if (fstatSync(opened).isFIFO()) return text(new Socket({ fd: opened, readable: true }));
  closeSync(opened);
  return readFile(path, 'utf8');
}

/** Refuses what is there but no file, where one is read more than once, or in pieces. Throws `UsageError`. */
export async function expectFile(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found === null || found.isFile() || found.isDirectory()) return;
  throw new UsageError(
    'file_unreadable',
    `the file ${path} can’t be read: it is a pipe or a device; write it into a file first`,
  );
}

/** Refuses a file that is there, before anybody is asked for anything. Throws `UsageError`. */
export async function expectNoFile(path: string): Promise<void> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (isThere) throw unwritable(path, 'it exists already; name another file');
}

const unwritable = (path: string, why: string): UsageError =>
  new UsageError('file_unwritable', `${path} can’t be written: ${why}`);

/** Writes a file that is not there yet, for its owner alone unless a mode is named. Throws `UsageError`. */
export async function writeNewFile(path: string, content: string, mode?: number): Promise<void> {
  await createFile(path, content, mode).catch((error: NodeJS.ErrnoException) => {
    const why =
      error.code === 'EEXIST' ? 'it exists already; name another file' : whyUnusable(error);
    throw unwritable(path, why);
  });
}
