/**
 * Built forms of programs: a few files instead of hundreds. They are made at the installation, and used as long as the
 * sources are the ones that they were made of. In JavaScript, as it is read before anything is compiled.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a bundle says of itself, in `contents.json`: enough to tell in a few milliseconds whether it is current. */
/** @typedef {{ readonly entry: string, readonly left?: readonly string[], readonly sources: readonly SourceFile[] }} Contents */
/** A file that it was made of, from the root of the repository. */
/** @typedef {readonly [path: string, modifiedMs: number, bytes: number]} SourceFile */

export const contentsName = 'contents.json';

const root = fileURLToPath(new URL('../../../..', import.meta.url));

/**
 * What the bundle in this folder says of itself; `undefined` where there is none, or when the sources have changed
 * after it was made.
 *
 * @param {string} folder
 * @returns {Contents | undefined}
 */
export function currentContents(folder) {
  const path = join(folder, contentsName);
  if (!existsSync(path)) return undefined;
  /** @type {Contents} */
  const contents = JSON.parse(readFileSync(path, 'utf8'));
  return contents.sources.every(isAsItWas) ? contents : undefined;
}

/** @param {SourceFile} file */
function isAsItWas([path, modifiedMs, bytes]) {
  const now = statSync(join(root, path), { throwIfNoEntry: false });
  return now?.mtimeMs === modifiedMs && now.size === bytes;
}
