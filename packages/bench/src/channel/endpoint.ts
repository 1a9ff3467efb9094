/** Two ends of a connection in one process: libp2p over loopback, with one channel or the other. */
import { noise } from '@chainsafe/libp2p-noise';
import { generateKeyPair } from '@libp2p/crypto/keys';
import type { ConnectionEncrypter, Libp2p, PrivateKey } from '@libp2p/interface';
import { tcp } from '@libp2p/tcp';
import { yamux } from '@libp2p/yamux';
import {
  createSecureChannel,
  generateNetworkKey,
  type KeyExchangeGroup,
  readNetworkKey,
} from '@trellis/network/channel';
import { createLibp2p } from 'libp2p';

/** `noise` is libp2p's own (X25519, Ed25519, ChaCha20-Poly1305); the others are our TLS with a group. */
export type ChannelKind = 'noise' | KeyExchangeGroup;

export interface Pair {
  readonly dialling: Libp2p;
  readonly listening: Libp2p;
  stop(): Promise<void>;
}

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** A pair that is started and not connected. */
export async function startPair(kind: ChannelKind): Promise<Pair> {
  const keys = await Promise.all([generateKeyPair('Ed25519'), generateKeyPair('Ed25519')]);
  const networkKeys = keys.map(() => readNetworkKey(generateNetworkKey()));
  const start = async (index: 0 | 1, listen: readonly string[]): Promise<Libp2p> => {
    const peerKey = keys[index];
    const networkKey = networkKeys[index];
    if (networkKey === undefined) throw new Error('each end has its key');
    return createLibp2p({
      privateKey: peerKey,
      addresses: { listen: [...listen] },
      transports: [tcp({ dialOpts: { noDelay: true }, listenOpts: { noDelay: true } })],
      connectionEncrypters: [kind === 'noise' ? noise() : () => ours(kind, peerKey, networkKey)],
      streamMuxers: [yamux()],
      connectionManager: { inboundConnectionThreshold: 100_000, maxConnections: 100_000 },
      connectionMonitor: { enabled: false },
    });
  };
  const ours = (
    group: KeyExchangeGroup,
    peerKey: PrivateKey,
    networkKey: ReturnType<typeof readNetworkKey>,
  ): ConnectionEncrypter =>
    createSecureChannel({
      identity: { networkKey, peerKey, chainId: 'bench-chain' },
      groups: [group],
      findNode: (address) => {
        const index = networkKeys.findIndex((key) => key.address === address);
        const peer = keys[index]?.publicKey.toString();
        return peer === undefined ? undefined : { peer };
      },
      timeoutMs: 30_000,
      inboundMax: 100_000,
      logger: silent,
      now: Date.now,
    }).encrypter;
  const listening = await start(1, ['/ip4/127.0.0.1/tcp/0']);
  const dialling = await start(0, []);
  return {
    dialling,
    listening,
    async stop() {
      await Promise.all([dialling.stop(), listening.stop()]);
    },
  };
}
