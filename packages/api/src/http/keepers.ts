/** Naming the nodes that say that they keep what was pruned here. */
import { limits } from '@trellis/protocol';
import { PrunedError } from './problem.ts';
import type { ApiSources } from './sources.ts';

/** Peers are asked when somebody asks for such a thing, and not before. */
export async function withKeepers(
  { engine }: Pick<ApiSources, 'engine'>,
  { height, message }: PrunedError,
): Promise<PrunedError> {
  const keepers = await engine.keepersOf(height);
  const names = new Map<string, string>(
    engine.registry.nodes().map(({ name, peer }) => [peer, name]),
  );
  const keptBy = keepers
    .slice(0, limits.keepersShownMax)
    .map(({ peer, url }) => ({ name: names.get(peer) ?? '', peer, url }));
  return new PrunedError(height, message, keptBy);
}
