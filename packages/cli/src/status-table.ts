/** The testnet as a table, for people. */
import { codeText } from '@trellis/protocol';
import type { NodeStatus } from '@trellis/testnet';
import { alignRows } from './align-rows.ts';

const columns = ['node', 'state', 'height', 'round', 'step', 'peers', 'mempool', 'http'] as const;

/** One line a node, with a heading. */
export function statusTable(nodes: readonly NodeStatus[]): readonly string[] {
  const rows = nodes.map(({ node, pid, status, paused }) => {
    if (status === null) {
      const state = pid === null ? 'down' : paused ? 'paused' : 'starting';
      return [node.name, state, '-', '-', '-', '-', '-', node.http];
    }
    const { head, consensus, peers, mempool } = status;
    const connected = peers.filter((peer) => peer.connected).length;
    return [
      node.name,
      'up',
      String(head.height),
      String(consensus.round),
      codeText(consensus.step),
      `${connected}/${peers.length}`,
      String(mempool.count),
      node.http,
    ];
  });
  return alignRows([[...columns], ...rows]);
}
