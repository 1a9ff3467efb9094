/**
 * The built form of the program: the commands that run no node, in a few files instead of two hundred. It is made at
 * the installation (`build/build-bundle.ts`), and used as long as the sources are the ones that it was made of.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a bundle says of itself, in `contents.json`: enough to tell in a few milliseconds whether it is current. */
/** @typedef {{ readonly entry: string, readonly left: readonly string[], readonly sources: readonly SourceFile[] }} Contents */
/** A file that it was made of, from the root of the repository. */
/** @typedef {readonly [path: string, modifiedMs: number, bytes: number]} SourceFile */

export const bundleFolder = fileURLToPath(new URL('../dist', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * The file to begin with for these arguments; `undefined` when the sources have to be used: for a command that was
 * left out of the bundle, or since they have changed after it was made.
 *
 * @param {readonly string[]} args
 * @returns {string | undefined}
 */
export function bundleFor(args, folder = bundleFolder) {
  const path = join(folder, 'contents.json');
  if (!existsSync(path)) return undefined;
  /** @type {Contents} */
  const { entry, left, sources } = JSON.parse(readFileSync(path, 'utf8'));
  if (args.some((word) => left.includes(word)) || !sources.every(isAsItWas)) return undefined;
  return join(folder, entry);
}

/** @param {SourceFile} file */
function isAsItWas([path, modifiedMs, bytes]) {
  const now = statSync(join(root, path), { throwIfNoEntry: false });
  return now?.mtimeMs === modifiedMs && now.size === bytes;
}
