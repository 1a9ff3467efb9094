/** The nodes of a testnet by name. */
import { knownNamesText } from '@trellis/keystore/nearest-name';
import type { TestnetManifest, TestnetNode } from '@trellis/testnet';
import { UsageError } from './command-error.ts';

/** Throws `UsageError` `unknown_node` that names those there are. */
export function findNode(manifest: TestnetManifest, name: string): TestnetNode {
  const node = manifest.nodes.find((candidate) => candidate.name === name);
  if (node !== undefined) return node;
  const known = manifest.nodes.map((candidate) => candidate.name);
  throw new UsageError(
    'unknown_node',
    `there is no node "${name}"; ${knownNamesText(name, known)}`,
  );
}

/** As `findNode`, for several: each once, however often it is named. */
export function findNodes(
  manifest: TestnetManifest,
  names: readonly string[],
): readonly TestnetNode[] {
  return [...new Set(names)].map((name) => findNode(manifest, name));
}
