/** The built form of a node's process: a start of 1,600 modules takes four times the processor time of it. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { currentContents } from './current-bundle.js';

export const nodeBundleFolder: string = fileURLToPath(new URL('../../dist', import.meta.url));

/** What is loaded before a program, or looks at it, takes each module for the file that it is in the sources. */
const observing = /^(-r|--(cpu-prof|experimental-loader|import|inspect|loader|require)\b)/;

/** The file to begin with; `undefined` when the sources have to be used. */
export function nodeBundle(flags: readonly string[] = givenFlags()): string | undefined {
  if (flags.some((flag) => observing.test(flag))) return undefined;
  const contents = currentContents(nodeBundleFolder);
  return contents && join(nodeBundleFolder, contents.entry);
}

/** What Node itself was told. */
function givenFlags(): readonly string[] {
  return [...process.execArgv, ...(process.env.NODE_OPTIONS ?? '').split(/\s+/)];
}
