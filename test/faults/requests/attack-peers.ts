/** What strangers and listed peers may send to the port for peers: bytes that are no frames, and frames that say too much. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Hash } from '@trellis/crypto';
import { type PeerName, requestCodec, type Transport } from '@trellis/engine';
import { encode, limits, messageLimits, toHeight } from '@trellis/protocol';
import { openPort } from '../../access/raw.ts';
import type { TestNetwork } from '../../e2e/network.ts';
import type { Attack } from './attack-endpoints.ts';
import { hostileBodies } from './hostile-bodies.ts';

const connections = 40;

/** Whoever has no key sends each hostile body as it is, and what looks like the beginning of TLS. */
export function strangerAttacks(network: TestNetwork, bytesMax: number): readonly Attack[] {
  const bytes = Math.min(bytesMax, 1_000_000);
  const { networkPort } = network.node(0);
  const beginnings: readonly (readonly [string, Buffer])[] = [
    ['a long record of TLS', Buffer.concat([Buffer.of(22, 3, 1, 255, 255), Buffer.alloc(bytes)])],
    ['lines of multistream', Buffer.from('\u0013/multistream/1.0.0\n'.repeat(bytes / 20))],
    ['zeros', Buffer.alloc(bytes)],
  ];
  const bodies = hostileBodies.map(({ name, make }) => [name, make(bytes, '').pieces] as const);
  return [...beginnings.map(([name, piece]) => [name, [piece]] as const), ...bodies].map(
    ([name, pieces]) => ({
      name: `to the port for peers: ${name}`,
      async run() {
        const sockets = Array.from({ length: connections }, () => openPort(networkPort));
        for (const socket of sockets) for (const piece of pieces) socket.write(piece);
        await pause(200);
        for (const socket of sockets) socket.destroy();
      },
    }),
  );
}

/** A listed peer cut off for a while is let in again after this long. */
const backoffMs = 32_000;

interface PeerAttack {
  readonly name: string;
  readonly cutsOff: boolean;
  send(transport: Transport, peer: PeerName): void | Promise<void>;
}

const manyHashes = encode(requestCodec, {
  type: 'transactions',
  hashes: Array.from(
    { length: limits.blockTransactionsMax },
    (_, index) => index.toString(16).padStart(64, '0') as Hash,
  ),
});
const allBlocks = encode(requestCodec, { type: 'blocks', from: toHeight(1n), count: 0xffff_ffff });

const peerAttackList: readonly PeerAttack[] = [
  {
    name: 'asks for thousands of transactions, over and over',
    cutsOff: false,
    send: flood(manyHashes),
  },
  { name: 'asks for all blocks, over and over', cutsOff: false, send: flood(allBlocks) },
  {
    name: 'direct messages of nothing but zeros',
    cutsOff: true,
    send(transport, peer) {
      transport.send(peer, new Uint8Array(messageLimits.directMessageBytesMax));
    },
  },
  {
    name: 'a status with as many rounds as fit',
    cutsOff: true,
    send(transport, peer) {
      const bytes = new Uint8Array(messageLimits.directMessageBytesMax).fill(0x2c);
      bytes[0] = 3;
      transport.send(peer, bytes);
    },
  },
  {
    name: 'transactions that are none',
    cutsOff: true,
    async send(transport) {
      const bytes = new Uint8Array(messageLimits.gossipTransactionsBytesMax).fill(4);
      await transport.publish('transactions', bytes);
    },
  },
];

function flood(request: Uint8Array): PeerAttack['send'] {
  return async (transport, peer) => {
    const options = { signal: AbortSignal.timeout(1_000), maxBytes: 64 * 1024 * 1024 };
    const ask = async (): Promise<void> => {
      for await (const _chunk of transport.request(peer, request, options));
    };
    await Promise.allSettled(Array.from({ length: 64 }, ask));
  };
}

/** A listed peer attacks the first node. One that is cut off comes back, unless it has to be `brief`. */
export function peerAttacks(
  transport: Transport,
  peer: PeerName,
  { isBrief }: { readonly isBrief: boolean },
): readonly Attack[] {
  const isConnected = (): boolean =>
    transport.peers().some(({ name, state }) => name === peer && state === 'connected');
  const first = peerAttackList.findIndex(({ cutsOff }) => cutsOff);
  return peerAttackList.slice(0, isBrief ? first + 1 : undefined).map(({ name, send }) => ({
    name: `a listed peer: ${name}`,
    async prepare() {
      for (let waited = 0; !isConnected(); waited += 50) {
        if (waited > 2 * backoffMs) throw new Error('the peer is not let in again');
        await pause(50);
      }
    },
    async run() {
      await send(transport, peer);
      await pause(200);
    },
  }));
}
