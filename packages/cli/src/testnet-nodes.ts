/** The nodes of a testnet by name. */
import { nearestName } from '@trellis/keystore/nearest-name';
import type { TestnetManifest, TestnetNode } from '@trellis/testnet';
import { UsageError } from './command-error.ts';

/** Throws `UsageError` `unknown_node` that names those there are. */
export function findNode(manifest: TestnetManifest, name: string): TestnetNode {
  const node = manifest.nodes.find((candidate) => candidate.name === name);
  if (node !== undefined) return node;
  const known = manifest.nodes.map((candidate) => candidate.name);
  const meant = nearestName(name, known);
  const hint = meant === undefined ? '' : `, the nearest is "${meant}"`;
  throw new UsageError(
    'unknown_node',
    `there is no node "${name}"${hint}; there are ${known.join(', ')}`,
  );
}

/** As `findNode`, for several: each once, however often it is named. */
export function findNodes(
  manifest: TestnetManifest,
  names: readonly string[],
): readonly TestnetNode[] {
  return [...new Set(names)].map((name) => findNode(manifest, name));
}
