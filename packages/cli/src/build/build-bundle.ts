/** Builds the bundle of the commands that run no node, when what it is made of has changed since the last time. */
import { fileURLToPath } from 'node:url';
import { makeBundle } from '@trellis/node/make-bundle';
import { bundleFolder, bundleFor } from '../bundle.js';
import { commandTable } from '../commands/command-table.ts';

const entry = fileURLToPath(new URL('../commands/program.ts', import.meta.url));

/**
 * Packages that stay outside, as they are loaded by the commands that the bundle leaves out. A class of such a package
 * and its copy in the bundle would be two classes. `explorer` says where its own files are, which a copy can't.
 */
const outside =
  /^@trellis\/(api|bench|explorer|export|fault-injection|network|node|storage|testnet)(\/|$)/;

/** What those packages offer without the rest: names alone, for help and completion. */
const inside = ['@trellis/bench/options', '@trellis/node/node-files'];

export async function buildBundle(): Promise<'built' | 'current'> {
  if (bundleFor([]) !== undefined) return 'current';
  await makeBundle({
    entry,
    folder: bundleFolder,
    isOutside: (id) => outside.test(id) && !inside.includes(id),
    facts: {
      left: commandTable.filter(({ runsNodes }) => runsNodes === true).map(({ name }) => name),
    },
  });
  return 'built';
}
