/** A refused connection leaves the reason in the logs of both ends, whichever of them refused. */
import type { Libp2p } from '@libp2p/interface';
import { tcp } from '@libp2p/tcp';
import { yamux } from '@libp2p/yamux';
import { multiaddr } from '@multiformats/multiaddr';
import { createLibp2p } from 'libp2p';
import { afterEach, describe, expect, it } from 'vitest';
import { decodePeerKey, generatePeerKey, peerNameOf } from '../peer-key.ts';
import { chainId, type LogLine, recordingLogger, until } from '../testing/network-fixture.ts';
import { type ChannelIdentity, certificateLifetimeMs } from './certificate.ts';
import { generateNetworkKey, readNetworkKey } from './network-key.ts';
import { codeOf, numberOf, type RefusalCode } from './refusal.ts';
import { createSecureChannel, type SecureChannelOptions } from './secure-channel.ts';
import { attempt, listenAsStranger, stallAfterNegotiation } from './testing/stranger.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

interface End {
  readonly identity: ChannelIdentity;
  readonly libp2p: Libp2p;
  readonly log: LogLine[];
}

/** A libp2p node with our channel that admits everybody by the peer id that they name. */
async function startEnd(
  changes: Partial<SecureChannelOptions> = {},
  changedIdentity: (identity: ChannelIdentity) => ChannelIdentity = (identity) => identity,
): Promise<End> {
  const key = await generatePeerKey();
  const peerKey = decodePeerKey(key);
  const networkKey = readNetworkKey(generateNetworkKey());
  peers.set(networkKey.address, peerNameOf(key));
  const identity = changedIdentity({ networkKey, peerKey, chainId });
  const log: LogLine[] = [];
  const channel = createSecureChannel({
    identity,
    groups: ['X25519MLKEM768'],
    findNode: (address) => {
      const peer = peers.get(address);
      return peer === undefined ? undefined : { peer };
    },
    timeoutMs: 5_000,
    inboundMax: 64,
    logger: recordingLogger(log),
    now: Date.now,
    ...changes,
  });
  const libp2p = await createLibp2p({
    privateKey: peerKey,
    addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
    transports: [tcp()],
    connectionEncrypters: [() => channel.encrypter],
    streamMuxers: [yamux()],
    connectionMonitor: { enabled: false },
    connectionManager: { inboundConnectionThreshold: 1_000 },
  });
  closers.push(() => libp2p.stop());
  return { identity, libp2p, log };
}

/** The ledger's registry. */
const peers = new Map<string, string>();

function portOf({ libp2p }: End): number {
  return Number(/\/tcp\/([0-9]+)/.exec(String(libp2p.getMultiaddrs()[0]))?.[1]);
}

async function dial({ libp2p }: End, port: number): Promise<void> {
  await expect(libp2p.dial(multiaddr(`/ip4/127.0.0.1/tcp/${port}`))).rejects.toThrow();
}

interface Line {
  readonly code: RefusalCode;
  readonly by: 'us' | 'them';
}

/** What an end's log says of refusals; each line names the other end and says more than the code. */
function rejectionsIn({ log }: End, direction: 'inbound' | 'outbound'): readonly Line[] {
  return log
    .filter(({ level, fact }) => level === 'warn' && fact.includes('refused'))
    .map(({ fact, fields }) => {
      const { code, by, detail } = fields as unknown as Line & { readonly detail: string };
      expect(fact).toContain(by === 'us' ? 'refused a connection' : 'by the other end');
      expect(fields).toMatchObject({ direction, address: expect.stringContaining('127.0.0.1') });
      expect(detail).toMatch(new RegExp(`^${code}: .{5,}`));
      return { code, by };
    });
}

const us = (code: RefusalCode): Line => ({ code, by: 'us' });
const them = (code: RefusalCode): Line => ({ code, by: 'them' });

interface Case {
  readonly dialling?: () => Promise<End>;
  readonly listening?: () => Promise<End>;
  readonly inbound: Line;
  readonly outbound: Line;
}

/** Signs its certificates for the peer id with these bytes. */
const signingWith = (length: number) => (identity: ChannelIdentity) => ({
  ...identity,
  peerKey: Object.create(identity.peerKey, {
    sign: { value: async () => new Uint8Array(length) },
    publicKey: { value: identity.peerKey.publicKey },
  }),
});

const lifetimeAnd = (more: number) => () =>
  Date.now() + Math.sign(more) * certificateLifetimeMs + more;

const cases: Readonly<Record<string, Case>> = {
  'a network key that the inbound end’s ledger does not list': {
    listening: () => startEnd({ findNode: () => undefined }),
    inbound: us('unknown_network_key'),
    outbound: them('unknown_network_key'),
  },
  'a network key that the outbound end’s ledger does not list': {
    dialling: () => startEnd({ findNode: () => undefined }),
    inbound: them('unknown_network_key'),
    outbound: us('unknown_network_key'),
  },
  'the network key of another node': {
    listening: () => startEnd({ findNode: () => ({ peer: 'somebody else' }) }),
    inbound: us('other_peer'),
    outbound: them('other_peer'),
  },
  'a clock that is slow': {
    dialling: () => startEnd({ now: lifetimeAnd(-60_000) }),
    inbound: us('expired_certificate'),
    outbound: us('not_yet_valid_certificate'),
  },
  'a clock that is fast': {
    dialling: () => startEnd({ now: lifetimeAnd(60_000) }),
    inbound: us('not_yet_valid_certificate'),
    outbound: us('expired_certificate'),
  },
  'another chain': {
    dialling: () => startEnd({}, (identity) => ({ ...identity, chainId: 'other-chain' })),
    inbound: us('handshake_failed'),
    outbound: us('handshake_failed'),
  },
  'no key exchange in common': {
    dialling: () => startEnd({ groups: ['MLKEM1024'] }),
    inbound: us('handshake_failed'),
    outbound: us('handshake_failed'),
  },
  'a peer id that its key did not sign for': {
    dialling: () => startEnd({}, signingWith(64)),
    inbound: us('bad_peer_signature'),
    outbound: them('bad_peer_signature'),
  },
  'a certificate that is too large': {
    dialling: () => startEnd({}, signingWith(3_000)),
    inbound: us('certificate_too_large'),
    outbound: them('certificate_too_large'),
  },
  'too many handshakes': {
    listening: () => startEnd({ inboundMax: 0 }),
    inbound: us('too_many_handshakes'),
    outbound: them('closed'),
  },
};

describe('both logs say why, of a connection between two nodes', () => {
  it.each(Object.entries(cases))('with %s', async (_what, { dialling, listening, ...lines }) => {
    const [from, to] = [await (dialling ?? startEnd)(), await (listening ?? startEnd)()];
    await dial(from, portOf(to));
    await until('both logs have a line', () =>
      [rejectionsIn(from, 'outbound'), rejectionsIn(to, 'inbound')].every((all) => all.length > 0),
    );
    expect(rejectionsIn(to, 'inbound')).toEqual([lines.inbound]);
    expect(rejectionsIn(from, 'outbound')).toEqual([lines.outbound]);
  });

  it('that stalls in the handshake', async () => {
    const [from, to] = [await startEnd({ timeoutMs: 200 }), await startEnd()];
    const line = await stallAfterNegotiation(portOf(to));
    closers.push(() => line.close());
    await dial(from, line.port);
    await until('the inbound end hears of it', () => rejectionsIn(to, 'inbound').length > 0);
    expect(rejectionsIn(from, 'outbound')).toEqual([us('handshake_timeout')]);
    expect(rejectionsIn(to, 'inbound')).toEqual([them('closed')]);
  });
});

describe('every reason that one end gives is in the log of the other', () => {
  const numbers = Array.from({ length: 17 }, (_, index) => index + 1);
  const codes = numbers.map(codeOf);

  it('by a number of its own', () => {
    expect(codes.map(numberOf)).toEqual(numbers);
    // A number that is not known yet is no reason that can be named.
    expect([codeOf(18), codeOf(255)]).toEqual(['closed', 'closed']);
  });

  it('when its connection is outbound', async () => {
    const from = await startEnd();
    const { identity } = await startEnd();
    let said = 0;
    const stranger = await listenAsStranger(identity, () => said);
    closers.push(() => stranger.close());
    for (said of numbers) await dial(from, stranger.port);
    expect(rejectionsIn(from, 'outbound')).toEqual(codes.map(them));
  });

  it('when its connection is inbound', async () => {
    const to = await startEnd();
    const { identity } = await startEnd();
    for (const says of numbers) await attempt(portOf(to), { identity, says });
    await until('all are logged', () => rejectionsIn(to, 'inbound').length === codes.length);
    expect(rejectionsIn(to, 'inbound')).toEqual(codes.map(them));
  });
});
