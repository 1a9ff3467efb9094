/** Builds the bundle of a node's process, when what it is made of has changed since the last time. */
import { fileURLToPath } from 'node:url';
import { nodeBundle, nodeBundleFolder } from '../bundle/node-bundle.ts';
import { makeBundle } from './make-bundle.ts';

/** What is loaded by its place: native code, and the files of the page. */
const outside = /^(level|@trellis\/explorer)(\/|$)/;

export async function buildNode(): Promise<'built' | 'current'> {
  if (nodeBundle([]) !== undefined) return 'current';
  await makeBundle({
    entry: fileURLToPath(new URL('../node-process.ts', import.meta.url)),
    folder: nodeBundleFolder,
    isOutside: (id) => outside.test(id),
    hasMap: true,
  });
  return 'built';
}
