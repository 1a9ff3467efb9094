/** What a transport is told when it is made. */
import type { PrivateKey } from '@libp2p/interface';
import type { Multiaddr } from '@multiformats/multiaddr';
import type { Address, Hash } from '@trellis/crypto';
import type { Logger, PeerName } from '@trellis/engine';
import type { RecordStore } from './address-records.ts';
import { parseListenAddress, parsePeerAddress } from './addresses.ts';
import type { ChannelIdentity } from './channel/certificate.ts';
import { defaultGroups, type KeyExchangeGroup } from './channel/handshake.ts';
import { readNetworkKey } from './channel/network-key.ts';
import { decodePeerKey, peerNameOf } from './peer-key.ts';
import { defaultTransportLimits, type TransportLimits } from './transport-limits.ts';

export interface Libp2pTransportOptions {
  /** The key behind the peer id, see `generatePeerKey`. */
  readonly peerKey: Uint8Array;
  /** The key of the connections as PEM, see `generateNetworkKey`. */
  readonly networkKey: string;
  /** Key exchanges that are offered, in the order of preference. */
  readonly groups?: readonly KeyExchangeGroup[];
  /** The node that the ledger admits with a network key. Asked at each handshake. */
  readonly findNode: (networkKey: Address) => { readonly peer: string } | undefined;
  /** Topics are named after it. */
  readonly chainId: string;
  /** Multiaddrs such as `/ip4/127.0.0.1/tcp/4001`; port 0 takes any free one. */
  readonly listen: readonly string[];
  /**
   * Whom to dial until connected, and where; a peer with several addresses is named several times. Oneself is skipped, so
   * that all nodes can share a list.
   */
  readonly peers: readonly { readonly name: PeerName; readonly address: string }[];
  /** Who may be connected, in either direction. Asked at each connection. */
  readonly permitted: (peer: PeerName) => boolean;
  /** Where nodes say themselves that they are reached; `null`: that is neither told nor heard. */
  readonly addressRecords: AddressRecordSettings | null;
  /** For whom this node is a sentry: their addresses are given to nobody, and their connections are carried. */
  readonly privatePeers?: readonly PeerName[];
  readonly logger: Logger;
  readonly limits?: Partial<TransportLimits>;
}

export interface AddressRecordSettings {
  /** Hash of the genesis: a record counts on one chain. */
  readonly genesis: Hash;
  /** Where this node says that it is reached; `null`: it says nothing new. */
  readonly addresses: readonly string[] | null;
  readonly store: RecordStore;
}

/** The options with keys and addresses read, and with what was left out. */
export interface TransportSettings
  extends Pick<
    Libp2pTransportOptions,
    'addressRecords' | 'chainId' | 'findNode' | 'logger' | 'peers' | 'permitted'
  > {
  readonly self: PeerName;
  readonly peerKey: PrivateKey;
  readonly identity: ChannelIdentity;
  readonly groups: readonly KeyExchangeGroup[];
  readonly listen: readonly Multiaddr[];
  readonly limits: TransportLimits;
  readonly isPrivate: (peer: string) => boolean;
}

/** Throws `TransportError` `bad_peer_key`, `bad_network_key` or `bad_address`. */
export function readTransportOptions(options: Libp2pTransportOptions): TransportSettings {
  const { addressRecords, chainId, findNode, logger, permitted } = options;
  const peerKey = decodePeerKey(options.peerKey);
  const self = peerNameOf(options.peerKey);
  const privatePeers = new Set<string>(options.privatePeers);
  const peers = options.peers.filter(({ name }) => name !== self);
  // An address that nobody can connect to is better found out now.
  for (const { name, address } of peers) parsePeerAddress(name, address);
  return {
    addressRecords,
    chainId,
    findNode,
    logger,
    permitted,
    self,
    peerKey,
    listen: options.listen.map(parseListenAddress),
    peers,
    identity: { networkKey: readNetworkKey(options.networkKey), peerKey, chainId },
    groups: options.groups ?? defaultGroups,
    limits: { ...defaultTransportLimits, ...options.limits },
    isPrivate: (peer) => privatePeers.has(peer),
  };
}
