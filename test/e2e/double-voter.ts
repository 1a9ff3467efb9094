/** A peer with the keys of a validator that is stopped: it says one thing to all, and then another. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hash, keyAddress, type SigningKey } from '@trellis/crypto';
import type { PeerName } from '@trellis/engine';
import { directMessageCodec } from '@trellis/engine';
import { createLibp2pTransport } from '@trellis/network';
import { defaultGroups } from '@trellis/network/channel';
import { type ChainId, encode, networkKeysAt, toHeight, voteMessage } from '@trellis/protocol';
import type { NodesResponse } from '@trellis/protocol/http-api';
import { nodeFiles, nodeFolder } from '@trellis/testnet';
import type { TestNetwork } from './network.ts';

export interface DoubleVoter {
  /** Sends every peer two prevotes for different blocks of a height. */
  voteTwice(height: bigint): Promise<void>;
  stop(): Promise<void>;
}

export async function startDoubleVoter(plan: {
  readonly network: TestNetwork;
  /** The node whose place it takes. */
  readonly index: number;
  readonly key: SigningKey;
  readonly chainId: ChainId;
  readonly nodes: NodesResponse;
}): Promise<DoubleVoter> {
  const { network, key, chainId } = plan;
  const folder = nodeFolder(network.folder, network.node(plan.index));
  const config = JSON.parse(await readFile(join(folder, nodeFiles.config), 'utf8'));
  const next = toHeight(plan.nodes.height + 1n);
  const quiet = () => undefined;
  const transport = await createLibp2pTransport({
    chainId,
    peerKey: await readFile(join(folder, config.peerKey)),
    networkKey: await readFile(join(folder, config.networkKey), 'utf8'),
    findNode: (address) =>
      plan.nodes.nodes.find((node) => networkKeysAt(node, next).includes(address)),
    groups: defaultGroups,
    listen: '/ip4/127.0.0.1/tcp/0',
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
    onPeerDisconnected: quiet,
  });
  const validator = keyAddress(key.scheme, key.publicKey);

  async function vote(height: bigint): Promise<void> {
    const voted = { height: toHeight(height), round: 0, blockId: hash('header', randomBytes(32)) };
    const signature = await key.sign('prevote', voteMessage(chainId, voted));
    const signed = { type: 'prevote' as const, ...voted, validator, signature };
    transport.broadcast(encode(directMessageCodec, { type: 'vote', vote: signed }));
  }

  return {
    async voteTwice(height) {
      await vote(height);
      await vote(height);
    },
    stop: () => transport.stop(),
  };
}
