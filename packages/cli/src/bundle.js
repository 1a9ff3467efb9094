/** The built form of the program: the commands that run no node, in a few files instead of two hundred. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { currentContents } from '@trellis/node/current-bundle';

export const bundleFolder = fileURLToPath(new URL('../dist', import.meta.url));

/**
 * The file to begin with for these arguments; `undefined` when the sources have to be used: for a command that was
 * left out of the bundle, or since they have changed after it was made.
 *
 * @param {readonly string[]} args
 * @returns {string | undefined}
 */
export function bundleFor(args, folder = bundleFolder) {
  const contents = currentContents(folder);
  if (contents === undefined || args.some((word) => contents.left?.includes(word)))
    return undefined;
  return join(folder, contents.entry);
}
