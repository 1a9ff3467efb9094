/** Where a node calls back a peer that wants to know whether it is reached. */
import type { PeerName } from '@trellis/engine';
import type { Libp2pTransport } from '@trellis/network';
import { hostAndPort } from '@trellis/network/multiaddr';
import type { NodeConfig } from '../config/config.ts';

/**
 * Where a connection to a peer that asks for it is opened: at an address of this node's configuration, or of the peer's own record if
 * that is on the host from which it is connected (as libp2p's AutoNAT does), so that no peer can have another host called.
 */
export function dialBackAddress({
  recorded,
  configured,
  observed,
}: {
  readonly recorded: readonly string[];
  readonly configured: readonly string[];
  /** The other end of the connection. */
  readonly observed: string | undefined;
}): string | undefined {
  const host = observed && hostAndPort(observed).host;
  const may = (address: string): boolean =>
    configured.includes(address) || hostAndPort(address).host === host;
  return recorded.find(may) ?? configured[0];
}

/** For the peers of a node, as it knows them at that moment. */
export function dialBackPlaces(
  { network: { peers } }: Pick<NodeConfig, 'network'>,
  transport: Pick<Libp2pTransport, 'addressRecord' | 'peers'>,
): (peer: PeerName) => string | undefined {
  return (name) =>
    dialBackAddress({
      recorded: transport.addressRecord(name)?.addresses ?? [],
      configured: peers.flatMap(({ peer, address }) => (peer === name ? [address] : [])),
      observed: transport.peers().find((one) => one.state === 'connected' && one.name === name)
        ?.address,
    });
}
