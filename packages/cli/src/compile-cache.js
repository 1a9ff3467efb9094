/**
 * Where Node keeps what it compiled of the program, so that the next run needs not do it again.
 *
 * Whoever can write there decides what the next run executes: Node takes the compiled code as it finds it. Node's
 * own default is a folder of a known name below the temporary one, where any user of the machine can be first.
 */
import { lstatSync, mkdirSync } from 'node:fs';
// As a whole: a Node that is too old for it gets as far as being told so.
import * as nodeModule from 'node:module';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Turns the cache on if there is a folder for it that nobody else can write to; without one, the start is slower. */
export function enableSafeCompileCache() {
  // The user's own choice, which Node has followed already.
  if (process.env.NODE_COMPILE_CACHE !== undefined) return;
  const path = cacheFolder();
  const folder = path === undefined ? undefined : safeCacheFolder(path);
  if (folder !== undefined) nodeModule.enableCompileCache(folder);
}

/**
 * The folder, made if it is missing; `undefined` unless it is this user's and nobody else can write to it.
 *
 * @param {string} path
 * @returns {string | undefined}
 */
export function safeCacheFolder(path) {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const { mode, uid } = lstatSync(path);
    const isFolder = (mode & 0o170000) === 0o040000;
    const isOwn = process.getuid === undefined || uid === process.getuid();
    return isFolder && isOwn && (mode & 0o022) === 0 ? path : undefined;
  } catch {
    // A home that is missing, full or read-only costs speed, and nothing else.
    return undefined;
  }
}

/**
 * As the XDG Base Directory Specification has it; `undefined` for a user without a home, as in a container.
 *
 * @returns {string | undefined}
 */
export function cacheFolder() {
  const { XDG_CACHE_HOME: given } = process.env;
  try {
    const caches = given !== undefined && isAbsolute(given) ? given : join(homedir(), '.cache');
    return join(caches, 'trellis', 'compiled');
  } catch {
    return undefined;
  }
}
