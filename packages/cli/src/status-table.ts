/** The testnet as a table, for people. */
import { codeText } from '@trellis/protocol';
import type { NodeStatus } from '@trellis/testnet';
import { alignRows } from './align-rows.ts';

/** Rates between two looks at the network. */
export interface Rates {
  readonly transactionsPerSecond: number;
  /** Median time from submission or arrival to finality as watched, in ms; `null` when nothing came. */
  readonly finalityMs: number | null;
}

const columns = ['node', 'state', 'height', 'round', 'step', 'peers', 'mempool', 'http'] as const;

/** One line a node, with a heading. */
export function statusTable(nodes: readonly NodeStatus[]): string {
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
