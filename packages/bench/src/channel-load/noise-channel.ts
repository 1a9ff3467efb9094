/**
 * libp2p's Noise in the place of our channel, for the measurement of whole networks and for nothing else: a
 * node has no such choice. `noise-nodes.ts` puts it there in the processes that a measurement starts.
 */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { noise } from '@chainsafe/libp2p-noise';
import type { ConnectionEncrypter, MessageStream, SecuredConnection } from '@libp2p/interface';
import { tcp } from '@libp2p/tcp';
import type { SecureChannel, SecureChannelOptions } from '@trellis/network/channel';
import { decodeJson, genesisCodec } from '@trellis/protocol';
import { createLibp2p } from 'libp2p';

/** The channel's port as nodes use it, with what Noise agrees on. */
interface NoiseChannel extends Omit<SecureChannel, 'negotiatedFor'> {
  negotiatedFor(timeline: object): NoiseFacts | undefined;
}

interface NoiseFacts {
  readonly group: 'X25519';
  readonly cipher: 'ChaCha20-Poly1305';
  readonly signatureScheme: 'ed25519';
  /** Noise proves the peer id alone; the genesis says which network key belongs to it. */
  readonly identity: { readonly networkKey: string; readonly peer: string };
  /** There is none. */
  readonly certificate: { readonly fingerprint: ''; readonly validFrom: 0; readonly validUntil: 0 };
}

/** Takes the place of the function of this name in the nodes of a measurement. */
export function createSecureChannel({ identity }: SecureChannelOptions): NoiseChannel {
  const agreed = new WeakMap<object, NoiseFacts>();
  const [inner, networkKeys] = [makeNoise(identity.peerKey), readNetworkKeys()];

  async function remember<Secured extends SecuredConnection>(
    raw: MessageStream,
    secured: Promise<Secured>,
  ): Promise<Secured> {
    const result = await secured;
    const peer = String(result.remotePeer);
    const networkKey = (await networkKeys).get(peer);
    if (networkKey === undefined) throw new Error(`${peer} is not in the genesis`);
    agreed.set(raw.timeline, {
      group: 'X25519',
      cipher: 'ChaCha20-Poly1305',
      signatureScheme: 'ed25519',
      identity: { networkKey, peer },
      certificate: { fingerprint: '', validFrom: 0, validUntil: 0 },
    });
    return result;
  }

  // As with our channel, the multiplexer is agreed on afterwards.
  const skip = { skipStreamMuxerNegotiation: true };
  return {
    encrypter: {
      protocol: '/noise',
      secureInbound: async (raw, options) =>
        remember(raw, (await inner).secureInbound(raw, { ...options, ...skip })),
      secureOutbound: async (raw, options) =>
        remember(raw, (await inner).secureOutbound(raw, { ...options, ...skip })),
    },
    negotiatedFor: (timeline) => agreed.get(timeline),
    certificate: () => null,
    pending: () => 0,
  };
}

/** Noise is made of a libp2p node's parts: of one that is never started, but has the peer's key. */
async function makeNoise(
  privateKey: SecureChannelOptions['identity']['peerKey'],
): Promise<ConnectionEncrypter> {
  const made = Promise.withResolvers<ConnectionEncrypter>();
  await createLibp2p({
    start: false,
    privateKey,
    transports: [tcp()],
    connectionEncrypters: [
      (components) => {
        const encrypter = noise()(components);
        made.resolve(encrypter);
        return encrypter;
      },
    ],
  });
  return made.promise;
}

/** Network keys by peer id, from the genesis that the node's configuration names. */
async function readNetworkKeys(): Promise<ReadonlyMap<string, string>> {
  const configPath = resolve(process.argv[2] ?? '');
  const { genesis: path }: { readonly genesis: string } = JSON.parse(
    await readFile(configPath, 'utf8'),
  );
  const text = await readFile(resolve(dirname(configPath), path), 'utf8');
  const genesis = decodeJson(genesisCodec, JSON.parse(text));
  if (!genesis.ok) throw new Error(`${path} is no genesis`);
  const { validators, observers } = genesis.value;
  return new Map([...validators, ...observers].map(({ peer, networkKey }) => [peer, networkKey]));
}
