/** What reads the bytes of a connection before anybody is known to be at its other end, and gossip's own frames. */

import { decodePeerKey, generatePeerKey, validateGossipFrame } from '@trellis/network';
import {
  firstRecordBytes,
  generateNetworkKey,
  groupsOffered,
  makeCertificate,
  readNetworkKey,
  recordHeaderBytes,
  validateCertificate,
} from '@trellis/network/channel';
import type { Target } from './target.ts';

const topic = '/trellis/chain/blocks';
const rules = { messageBytesMax: new Map([[topic, 1_000]]) };

/** A field of protobuf that holds bytes shorter than 128. */
const field = (number: number, content: Iterable<number>): number[] => {
  const bytes = [...content];
  return [(number << 3) | 2, bytes.length, ...bytes];
};
const topicBytes = new TextEncoder().encode(topic);

/** RPCs of gossipsub: a subscription, a message, a GRAFT, a PRUNE with its backoff, an IDONTWANT. */
const frames = [
  field(1, [8, 1, ...field(2, topicBytes)]),
  field(2, [...field(2, new Uint8Array(40)), ...field(4, topicBytes)]),
  field(3, field(3, field(1, topicBytes))),
  field(3, field(4, [...field(1, topicBytes), 24, 60])),
  field(3, field(5, field(1, new Uint8Array(32)))),
].map((bytes) => Uint8Array.from(bytes));

const chainId = 'fuzzed';
const now = Date.now();
const certificate = await makeCertificate(
  {
    networkKey: readNetworkKey(generateNetworkKey()),
    peerKey: decodePeerKey(await generatePeerKey()),
    chainId,
  },
  now,
);

/** A ClientHello with two groups and an extension before them (RFC 8446 §4.1.2). */
const clientHello = Uint8Array.from([
  ...[1, 0, 0, 59],
  ...[3, 3, ...new Uint8Array(32)],
  ...[0],
  ...[0, 2, 0x13, 0x02],
  ...[1, 0],
  ...[0, 16],
  ...[0, 43, 0, 2, 3, 4],
  ...[0, 10, 0, 6, 0, 4, 0x11, 0xec, 0, 29],
]);

export const connectionTargets: readonly Target[] = [
  {
    name: 'gossip: RPC',
    seeds: frames,
    read: (input) => (validateGossipFrame(input, rules).ok ? 'accepted' : 'refused'),
  },
  {
    name: 'certificate of a node',
    seeds: [certificate],
    async read(input) {
      if (!(await validateCertificate(input, chainId, now)).ok) return 'refused';
      // It is signed by its own key, so that nothing of it can be changed.
      if (Buffer.compare(input, certificate) !== 0) throw new Error('accepted, though changed');
      return 'accepted';
    },
  },
  {
    name: 'ClientHello',
    seeds: [clientHello],
    read: (input) => (groupsOffered(input) === undefined ? 'refused' : 'accepted'),
  },
  {
    name: 'first record of TLS',
    seeds: [Uint8Array.from([22, 3, 1, 0, 3, 1, 2, 3])],
    read(input) {
      const bytes = firstRecordBytes(input);
      if (bytes < recordHeaderBytes || bytes > recordHeaderBytes + 16 * 1024) {
        throw new Error(`wants ${bytes} bytes`);
      }
      return 'accepted';
    },
  },
];
