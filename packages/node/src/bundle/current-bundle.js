/**
 * Built forms of programs: a few files instead of hundreds. They are made at the installation, and used as long as the
 * sources are the ones that they were made of. In JavaScript, as it is read before anything is compiled.
 */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a bundle says of itself, in `contents.json`: enough to tell in a few milliseconds whether it is current. */
/** @typedef {{ readonly entry: string, readonly left?: readonly string[], readonly sources: readonly SourceFile[], readonly files: readonly BuiltFile[] }} Contents */
/** A file that it was made of, from the root of the repository. */
/** @typedef {readonly [path: string, modifiedMs: number, bytes: number]} SourceFile */
/** One that it consists of, from its folder. */
/** @typedef {readonly [path: string, bytes: number]} BuiltFile */

export const contentsName = 'contents.json';

const root = fileURLToPath(new URL('../../../..', import.meta.url));

/**
 * What the bundle in this folder says of itself; `undefined` where there is none or not all of it, or when the sources have
 * changed after it was made.
 *
 * @param {string} folder
 * @returns {Contents | undefined}
 */
export function currentContents(folder) {
  const contents = readContents(join(folder, contentsName));
  const isWhole =
    contents?.sources?.every(isAsItWas) &&
    contents.files?.every(([path, bytes]) => statOf(join(folder, path))?.size === bytes);
  return isWhole ? /** @type {Contents} */ (contents) : undefined;
}

/**
 * @param {string} path
 * @returns {Partial<Contents> | undefined}
 */
function readContents(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    // Not there or damaged: the sources do the same.
    return undefined;
  }
}

/** @param {SourceFile} file */
function isAsItWas([path, modifiedMs, bytes]) {
  const now = statOf(join(root, path));
  return now?.mtimeMs === modifiedMs && now.size === bytes;
}

/** @param {string} path */
const statOf = (path) => statSync(path, { throwIfNoEntry: false });
