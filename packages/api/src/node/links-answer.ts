/** Names the nodes in what they say of their connections. */
import type { LinksResponse } from '@trellis/protocol/http-api';
import type { ApiSources } from '../http/sources.ts';

export async function linksAnswer({ engine, node }: ApiSources): Promise<LinksResponse> {
  const told = await engine.networkLinks();
  const names = new Map<string, string>(
    engine.registry.nodes().map(({ name, peer }) => [peer, name]),
  );
  const nameOf = (peer: string): string => names.get(peer) ?? '';
  return {
    node: node.name,
    nodes: told.map(({ peer, links }) => ({
      name: nameOf(peer),
      peer,
      links: links === null ? null : links.map((link) => ({ name: nameOf(link.peer), ...link })),
    })),
  };
}
