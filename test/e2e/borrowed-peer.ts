/** The transport of a node that is stopped, with its keys: whoever runs it says what it likes to the others. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PeerName, Transport } from '@trellis/engine';
import { createLibp2pTransport } from '@trellis/network';
import { defaultGroups } from '@trellis/network/channel';
import { type ChainId, networkKeysAt, toHeight } from '@trellis/protocol';
import type { NodesResponse } from '@trellis/protocol/http-api';
import { nodeFiles, nodeFolder } from '@trellis/testnet';
import type { TestNetwork } from './network.ts';

export interface BorrowedPeerPlan {
  readonly network: TestNetwork;
  /** The node whose place it takes. */
  readonly index: number;
  readonly chainId: ChainId;
  readonly nodes: NodesResponse;
}

/** Starts it; it connects to all nodes that its configuration names, and answers nothing. */
export async function startBorrowedPeer(plan: BorrowedPeerPlan): Promise<Transport> {
  const { network, chainId, nodes } = plan;
  const folder = nodeFolder(network.folder, network.node(plan.index));
  const config = JSON.parse(await readFile(join(folder, nodeFiles.config), 'utf8'));
  const next = toHeight(nodes.height + 1n);
  const quiet = () => undefined;
  const transport = createLibp2pTransport({
    addressRecords: null,
    chainId,
    peerKey: await readFile(join(folder, config.peerKey)),
    networkKey: await readFile(join(folder, config.networkKey), 'utf8'),
    findNode: (address) => nodes.nodes.find((node) => networkKeysAt(node, next).includes(address)),
    groups: defaultGroups,
    listen: ['/ip4/127.0.0.1/tcp/0'],
    peers: config.network.peers.map((one: { peer: PeerName; address: string }) => ({
      name: one.peer,
      address: one.address,
    })),
    permitted: () => true,
    logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  });
  await transport.start({
    onGossip: async () => 'ignore',
    onMessage: quiet,
    onRequest: async function* () {},
    onPeerConnected: quiet,
    onPeerMoved: quiet,
    onPeerDisconnected: quiet,
  });
  return transport;
}
