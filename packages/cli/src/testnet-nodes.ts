/** The nodes of a testnet by name. */
import { TestnetError, type TestnetManifest, type TestnetNode } from '@trellis/testnet';
import { nearest } from './nearest.ts';

/** Throws `TestnetError` `unknown_node` that names those there are. */
export function findNode(manifest: TestnetManifest, name: string): TestnetNode {
  const node = manifest.nodes.find((candidate) => candidate.name === name);
  if (node !== undefined) return node;
  const known = manifest.nodes.map((candidate) => candidate.name);
  const meant = nearest(name, known);
  const hint = meant === undefined ? '' : `, the nearest is "${meant}"`;
  throw new TestnetError(
    'unknown_node',
    `there is no node "${name}"${hint}; there are ${known.join(', ')}`,
  );
}
